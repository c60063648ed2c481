package dev.perdure.server;

import dev.perdure.engine.EngineLimits;
import dev.perdure.server.callback.AllowedAddresses;
import java.util.Map;

/// Reads settings by the names that they have in the dynamic configuration of Temporal's server.
/// Names that it does not know are accepted and have no effect, as there are hundreds of them.
final class DynamicConfig {
  private final Map<String, String> values;

  DynamicConfig(Map<String, String> values) {
    this.values = values;
  }

  EngineLimits apply(EngineLimits limits) {
    return limits
        .withSuggestContinueAsNew(
            number("limit.historyCount.suggestContinueAsNew", limits.suggestContinueAsNewEvents()),
            number("limit.historySize.suggestContinueAsNew", limits.suggestContinueAsNewBytes()))
        .withHistory(
            number("limit.historyCount.error", limits.historyEvents()),
            number("limit.historySize.error", limits.historyBytes()));
  }

  /// Whom callbacks may call, `otherwise` if it is not said.
  AllowedAddresses callbackAddresses(AllowedAddresses otherwise) {
    var value = values.get("callback.allowedAddresses");
    return value == null ? otherwise : AllowedAddresses.parse(value);
  }

  private long number(String name, long otherwise) {
    var value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the name.
    }
    throw new IllegalArgumentException(
        "The dynamic-config value %s must be a whole number above zero, but is \"%s\"."
            .formatted(name, value));
  }
}

package dev.perdure.engine.run;

import dev.perdure.engine.attribute.AttributeCheck;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.common.v1.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the search attributes that commands bring.
public final class AttributeCommands {
  private static final Object[] NOTHING = {};

  private AttributeCommands() {}

  /// What is wrong with the names or values, null if nothing is.
  static @Nullable String problem(CommandScope scope, Map<String, Payload> fields) {
    return problem(scope, fields, "%s", NOTHING);
  }

  /// What is wrong with the names or values, null if nothing is.
  ///
  /// @param around a format: first comes what is wrong with a value, then `rest`
  public static @Nullable String problem(
      CommandScope scope, Map<String, Payload> fields, String around, Object... rest) {
    if (fields.isEmpty()) {
      return null;
    }
    var types = scope.draft().attributeTypes();
    var namespace = scope.run().namespace();
    var unknown = AttributeCheck.unknownName(types, namespace, fields);
    if (unknown != null) {
      return unknown;
    }
    var bad = AttributeCheck.badValue(types, namespace, fields);
    if (bad == null) {
      return null;
    }
    var arguments = new Object[rest.length + 1];
    arguments[0] = bad;
    System.arraycopy(rest, 0, arguments, 1, rest.length);
    return around.formatted(arguments);
  }
}

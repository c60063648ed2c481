package dev.perdure.validation;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import tools.jackson.databind.json.JsonMapper;

/// What is left out of the JSON that is written, besides what the mapper leaves out. Immutable:
/// each `with…` method returns new options.
public final class ToJsonOptions {
  private static final ToJsonOptions DEFAULTS = new ToJsonOptions(false, false);

  private final boolean excludeNull;
  private final boolean excludeUnset;

  private ToJsonOptions(boolean excludeNull, boolean excludeUnset) {
    this.excludeNull = excludeNull;
    this.excludeUnset = excludeUnset;
  }

  /// Nothing is left out.
  public static ToJsonOptions defaults() {
    return DEFAULTS;
  }

  /// Whether properties that are null are left out; they are not without it.
  public ToJsonOptions withExcludeNull(boolean exclude) {
    return new ToJsonOptions(exclude, excludeUnset);
  }

  /// Whether properties that have no value are left out: those that are null, and empty
  /// `Optional`s. They are not without it. Who reads the JSON gets the same values either way.
  public ToJsonOptions withExcludeUnset(boolean exclude) {
    return new ToJsonOptions(excludeNull, exclude);
  }

  /// Whether properties that are null are left out.
  public boolean excludeNull() {
    return excludeNull;
  }

  /// Whether properties that have no value are left out.
  public boolean excludeUnset() {
    return excludeUnset;
  }

  /// A mapper that leaves out these properties, too; the mapper itself when there are none.
  JsonMapper applyTo(JsonMapper mapper) {
    if (!excludeNull && !excludeUnset) {
      return mapper; // it may have rules of its own
    }
    Include inclusion = excludeUnset ? Include.NON_ABSENT : Include.NON_NULL;
    return mapper
        .rebuild()
        .changeDefaultPropertyInclusion(before -> before.withValueInclusion(inclusion))
        .build();
  }
}

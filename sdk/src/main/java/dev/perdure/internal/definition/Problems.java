package dev.perdure.internal.definition;

import dev.perdure.common.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with definitions, so that a user sees all of it at once.
final class Problems {
  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
  }

  int count() {
    return found.size();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidDefinitionException(found);
    }
  }
}

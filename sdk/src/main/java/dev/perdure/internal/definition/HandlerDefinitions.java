package dev.perdure.internal.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The handlers of one kind that a workflow class has.
///
/// @param named by their names on the wire
/// @param dynamic the one that takes all other names; null when there is none
public record HandlerDefinitions(
    Map<String, HandlerDefinition> named, @Nullable HandlerDefinition dynamic) {
  /// Keeps a copy.
  public HandlerDefinitions {
    named = Map.copyOf(named);
  }
}

package dev.perdure.worker;

import dev.perdure.internal.definition.Registry;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The workflows and activities that a builder was given, in their order. Immutable: they are
/// looked at when something is built of them, so that all that is wrong is told at once.
record Registrations(List<Consumer<Registry.Builder>> all) {
  static final Registrations NONE = new Registrations(List.of());

  Registrations with(Consumer<Registry.Builder> more) {
    return new Registrations(joined(all, more));
  }

  /// A list with one more, as what a builder was told grows.
  static <T> List<T> joined(List<T> before, T more) {
    return Stream.concat(before.stream(), Stream.of(more)).toList();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /// @throws dev.perdure.common.InvalidDefinitionException with everything that is wrong
  Registry registry() {
    var registry = new Registry.Builder();
    all.forEach(each -> each.accept(registry));
    return registry.build();
  }
}

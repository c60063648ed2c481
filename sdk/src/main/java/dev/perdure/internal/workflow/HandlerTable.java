package dev.perdure.internal.workflow;

import dev.perdure.internal.definition.HandlerDefinition;
import dev.perdure.internal.definition.HandlerDefinitions;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The handlers of one kind in one run: the annotated methods, and over them what was set at run
/// time.
final class HandlerTable {
  /// The name of the handler that takes all other names.
  static final String DYNAMIC = "";

  private final RunContext run;
  private final HandlerDefinitions definitions;
  private @Nullable Map<String, @Nullable Handler> set;

  HandlerTable(RunContext run, HandlerDefinitions definitions) {
    this.run = run;
    this.definitions = definitions;
  }

  /// What handles a name, be it the dynamic handler; null when nothing does.
  @Nullable Handler find(String name) {
    Handler own = get(name);
    return own == null ? get(DYNAMIC) : own;
  }

  /// The handler of that very name; null when there is none.
  @Nullable Handler get(String name) {
    if (set != null && set.containsKey(name)) {
      return set.get(name);
    }
    Object target = run.instance;
    HandlerDefinition defined = definition(name);
    return target == null || defined == null
        ? null
        : Handler.of(defined, name.equals(DYNAMIC), target);
  }

  private @Nullable HandlerDefinition definition(String name) {
    return name.equals(DYNAMIC) ? definitions.dynamic() : definitions.named().get(name);
  }

  /// Sets the handler of a name; null for none.
  void set(String name, @Nullable Handler handler) {
    if (set == null) {
      set = new HashMap<>(2);
    }
    set.put(name, handler);
  }

  /// The names that have handlers of their own.
  SortedSet<String> names() {
    var names = new TreeSet<>(definitions.named().keySet());
    if (set != null) {
      set.forEach(
          (name, handler) -> {
            if (handler == null) {
              names.remove(name);
            } else {
              names.add(name);
            }
          });
    }
    names.remove(DYNAMIC);
    return names;
  }

  /// What user interfaces show about a name; empty for nothing.
  String description(String name) {
    if (set != null && set.containsKey(name)) {
      return "";
    }
    HandlerDefinition defined = definition(name);
    return defined == null ? "" : defined.description();
  }

  /// Whether there is a handler that takes all other names.
  boolean isDynamic() {
    if (set != null && set.containsKey(DYNAMIC)) {
      return set.get(DYNAMIC) != null;
    }
    return definitions.dynamic() != null;
  }
}

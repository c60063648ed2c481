package dev.perdure.internal.definition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The activities of one worker: those with a name, and perhaps one that takes all other types.
public final class ActivityDefinitions {
  private final Map<String, ActivityDefinition> named;
  private final @Nullable ActivityDefinition dynamic;

  ActivityDefinitions(Map<String, ActivityDefinition> named, @Nullable ActivityDefinition dynamic) {
    this.named = Map.copyOf(named);
    this.dynamic = dynamic;
  }

  /// The activity that runs a type; null when there is none.
  public @Nullable ActivityDefinition find(String type) {
    return named.getOrDefault(type, dynamic);
  }

  /// The activity that runs a type as a local activity, as those in processes of their own do not;
  /// null when there is none.
  public @Nullable ActivityDefinition findLocal(String type) {
    ActivityDefinition found = find(type);
    return found == null || found.isInProcess() ? null : found;
  }

  /// Whether there is an activity that runs a type as a local activity.
  public boolean hasLocal(String type) {
    return findLocal(type) != null;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return named.isEmpty() && dynamic == null;
  }

  /// All of them.
  Collection<ActivityDefinition> all() {
    List<ActivityDefinition> all = new ArrayList<>(named.values());
    if (dynamic != null) {
      all.add(dynamic);
    }
    return all;
  }

  /// The names in alphabetical order.
  public Collection<String> names() {
    return new TreeSet<>(named.keySet());
  }
}

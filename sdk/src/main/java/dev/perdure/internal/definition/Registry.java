package dev.perdure.internal.definition;

import dev.perdure.common.VersioningBehavior;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The workflows and activities of one worker by their names on the wire.
public final class Registry {
  private final Map<String, WorkflowDefinition> workflows;
  private final @Nullable WorkflowDefinition dynamicWorkflow;
  private final ActivityDefinitions activities;

  private Registry(Builder builder) {
    workflows = Map.copyOf(builder.workflows);
    dynamicWorkflow = builder.dynamicWorkflow;
    activities = new ActivityDefinitions(builder.activities, builder.dynamicActivity);
  }

  /// The workflows by type name, without the dynamic one.
  public Map<String, WorkflowDefinition> workflows() {
    return workflows;
  }

  /// The workflow that runs a type: its own or the dynamic one; null when there is neither.
  public @Nullable WorkflowDefinition workflow(String type) {
    WorkflowDefinition own = workflows.get(type);
    return own == null ? dynamicWorkflow : own;
  }

  /// Whether there are any.
  public boolean hasWorkflows() {
    return !workflows.isEmpty() || dynamicWorkflow != null;
  }

  /// The activities.
  public ActivityDefinitions activities() {
    return activities;
  }

  /// Refuses workflows that do not say what happens to them at a new version of the code.
  ///
  /// @throws dev.perdure.common.InvalidDefinitionException with all of them
  public void requireVersioningBehavior() {
    var problems = new Problems();
    workflows.values().stream()
        .filter(w -> w.versioningBehavior() == VersioningBehavior.UNSPECIFIED)
        .map(w -> w.type().getName())
        .sorted()
        .forEach(
            name ->
                problems.add(
                    "%s does not say what happens to it at a new version. Write @Workflow.Definition(versioningBehavior = …), or give the deployment a default: withDefaultVersioningBehavior(…)."
                        .formatted(name)));
    problems.throwIfAny();
  }

  /// The classes of all workflows and activities.
  public Set<Class<?>> classes() {
    Set<Class<?>> classes = new HashSet<>();
    workflows.values().forEach(workflow -> classes.add(workflow.type()));
    if (dynamicWorkflow != null) {
      classes.add(dynamicWorkflow.type());
    }
    activities.all().forEach(activity -> classes.add(activity.type()));
    return classes;
  }

  /// Collects registrations and their problems; all problems are thrown by [#build].
  public static final class Builder {
    private final Map<String, WorkflowDefinition> workflows = new HashMap<>();
    private @Nullable WorkflowDefinition dynamicWorkflow;
    private final Map<String, ActivityDefinition> activities = new HashMap<>();
    private @Nullable ActivityDefinition dynamicActivity;
    private final Problems problems = new Problems();

    /// Adds a workflow class; without a factory its constructor is used.
    public Builder workflow(Class<?> type, @Nullable Supplier<?> factory) {
      WorkflowDefinition added = WorkflowDefinition.parse(type, factory, problems);
      if (added == null) {
        return this;
      }
      if (added.isDynamic()) {
        if (dynamicWorkflow != null) {
          problems.add(
              "%s and %s are both dynamic workflows. A worker has one."
                  .formatted(dynamicWorkflow.type().getName(), type.getName()));
        }
        dynamicWorkflow = added;
        return this;
      }
      WorkflowDefinition other = workflows.putIfAbsent(added.name(), added);
      if (other != null) {
        problems.add(
            "%s and %s are both the workflow type \"%s\". Name one of them in its annotation."
                .formatted(other.type().getName(), type.getName(), added.name()));
      }
      return this;
    }

    /// Adds the activities of an object.
    public Builder activities(Object instance) {
      return add(ActivityDefinition.parse(instance, problems));
    }

    /// Adds the activities of a class whose instances are made in processes of their own.
    public Builder activitiesInProcess(Class<?> type) {
      return add(ActivityDefinition.inProcess(type, problems));
    }

    private Builder add(List<ActivityDefinition> activitiesOfOne) {
      for (ActivityDefinition added : activitiesOfOne) {
        if (added.isDynamic()) {
          dynamicActivity(added);
          continue;
        }
        ActivityDefinition other = activities.putIfAbsent(added.name(), added);
        if (other != null) {
          problems.add(
              "%s and %s are both the activity type \"%s\". Name one of them in its annotation."
                  .formatted(other, added, added.name()));
        }
      }
      return this;
    }

    private void dynamicActivity(ActivityDefinition added) {
      if (dynamicActivity != null) {
        problems.add(
            "%s and %s are both dynamic activities. A worker can have one."
                .formatted(dynamicActivity, added));
      }
      dynamicActivity = added;
    }

    /// The registry.
    ///
    /// @throws dev.perdure.common.InvalidDefinitionException with every problem at once
    public Registry build() {
      problems.throwIfAny();
      return new Registry(this);
    }
  }
}

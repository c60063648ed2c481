package dev.perdure.engine.run;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.FieldMask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.WorkflowExecutionOptionsUpdatedEventAttributes;
import io.temporal.api.workflow.v1.WorkflowExecutionOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client changes options of a run: the versioning that overrides the workflow's own, or the
/// priority.
public final class UpdateOptions {
  private static final String VERSIONING = "versioning_override";
  private static final String PRIORITY = "priority";

  private UpdateOptions() {}

  public static Outcome<WorkflowExecutionOptions> decide(
      Draft draft, Request.UpdateOptions update) {
    var request = update.request();
    var runId = request.getWorkflowExecution().getRunId();
    var run = draft.state().run(runId);
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), runId));
    }
    if (!run.isOpen()) {
      return Decision.reject(Rejection.alreadyCompleted());
    }
    var options = request.getWorkflowExecutionOptions();
    var problem = problem(options);
    if (problem == null) {
      problem = maskProblem(request.getUpdateMask());
    }
    return problem == null
        ? Decision.accept(
            apply(draft, run, options, request.getUpdateMask(), request.getIdentity()))
        : Decision.reject(problem);
  }

  /// What is wrong with the options, null if nothing is.
  static @Nullable Rejection problem(WorkflowExecutionOptions options) {
    if (!options.hasVersioningOverride()) {
      return null;
    }
    var problem = VersioningOverrides.problem(options.getVersioningOverride());
    return problem == null ? null : Rejection.invalidArgument(problem);
  }

  /// What is wrong with the fields that are to be changed, null if nothing is.
  static @Nullable Rejection maskProblem(FieldMask mask) {
    var unknown = unknownPath(mask);
    if (unknown != null) {
      return Rejection.invalidArgument("error applying update_options: " + unknown);
    }
    boolean deployment = mask.getPathsList().contains(VERSIONING + ".deployment");
    boolean behavior = mask.getPathsList().contains(VERSIONING + ".behavior");
    if (deployment != behavior) {
      return Rejection.invalidArgument(
          "error applying update_options: versioning_override fields must be updated together");
    }
    for (var path : mask.getPathsList()) {
      if (path.startsWith(VERSIONING + ".")
          && !path.equals(VERSIONING + ".deployment")
          && !path.equals(VERSIONING + ".behavior")) {
        return Rejection.invalidArgument(
            "error applying update_options: versioning_override doesn't support partial updates");
      }
    }
    return null;
  }

  /// What is wrong with the first path that names no field of the options, null if all do.
  public static @Nullable String unknownPath(FieldMask mask) {
    for (var path : mask.getPathsList()) {
      if (!isField(WorkflowExecutionOptions.getDescriptor(), List.of(path.split("\\.", -1)))) {
        return "proto: invalid path \"%s\" for message \"%s\""
            .formatted(path, WorkflowExecutionOptions.getDescriptor().getFullName());
      }
    }
    return null;
  }

  private static boolean isField(Descriptor message, List<String> path) {
    var field = message.findFieldByName(path.getFirst());
    if (field == null) {
      return false;
    }
    return path.size() == 1
        || (field.getJavaType() == JavaType.MESSAGE
            && !field.isRepeated()
            && isField(field.getMessageType(), path.subList(1, path.size())));
  }

  /// Changes an open run's options, if they differ.
  ///
  /// @return what they are now
  static WorkflowExecutionOptions apply(
      Draft draft, RunState run, WorkflowExecutionOptions wished, FieldMask mask, String identity) {
    var current = of(run);
    var merged = merged(current, wished, mask);
    if (merged.equals(current)) {
      return merged;
    }
    var attributes =
        WorkflowExecutionOptionsUpdatedEventAttributes.newBuilder()
            .setIdentity(identity)
            .setUnsetVersioningOverride(!merged.hasVersioningOverride());
    if (merged.hasVersioningOverride()) {
      attributes.setVersioningOverride(merged.getVersioningOverride());
    }
    if (merged.hasPriority()) {
      attributes.setPriority(merged.getPriority());
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED)
            .setWorkflowExecutionOptionsUpdatedEventAttributes(attributes));
    return merged;
  }

  private static WorkflowExecutionOptions of(RunState run) {
    var options = WorkflowExecutionOptions.newBuilder();
    var override = run.versioningOverride();
    if (override != null) {
      options.setVersioningOverride(VersioningOverrides.modern(override));
    }
    if (!run.priority().equals(Priority.getDefaultInstance())) {
      options.setPriority(run.priority());
    }
    return options.build();
  }

  private static WorkflowExecutionOptions merged(
      WorkflowExecutionOptions current, WorkflowExecutionOptions wished, FieldMask mask) {
    var merged = current.toBuilder();
    for (var path : mask.getPathsList()) {
      switch (path) {
        case VERSIONING, VERSIONING + ".deployment", VERSIONING + ".behavior" -> {
          if (wished.hasVersioningOverride()) {
            merged.setVersioningOverride(wished.getVersioningOverride());
          } else {
            merged.clearVersioningOverride();
          }
        }
        case PRIORITY -> {
          if (wished.hasPriority()) {
            merged.setPriority(wished.getPriority());
          } else {
            merged.clearPriority();
          }
        }
        case PRIORITY + ".priority_key" ->
            merged.getPriorityBuilder().setPriorityKey(wished.getPriority().getPriorityKey());
        case PRIORITY + ".fairness_key" ->
            merged.getPriorityBuilder().setFairnessKey(wished.getPriority().getFairnessKey());
        case PRIORITY + ".fairness_weight" ->
            merged.getPriorityBuilder().setFairnessWeight(wished.getPriority().getFairnessWeight());
        default -> {}
      }
    }
    return merged.build();
  }
}

package dev.perdure.engine.script;

import com.google.protobuf.FieldMask;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.deployment.v1.WorkerDeploymentVersion;
import io.temporal.api.enums.v1.ResetReapplyExcludeType;
import io.temporal.api.enums.v1.ResetReapplyType;
import io.temporal.api.workflow.v1.PostResetOperation;
import io.temporal.api.workflow.v1.VersioningOverride;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverride;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior;
import io.temporal.api.workflow.v1.WorkflowExecutionOptions;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import java.util.List;

/// Requests about a run as a whole, from the words of a script.
final class RunLine {
  private RunLine() {}

  @SuppressWarnings("deprecation") // The deprecated type counts, too.
  static ResetWorkflowExecutionRequest reset(Line line) {
    var request =
        ResetWorkflowExecutionRequest.newBuilder()
            .setWorkflowExecution(execution(line))
            .setReason(line.option("reason", "why"))
            .setRequestId(line.option("request-id", "reset"))
            .setWorkflowTaskFinishEventId(Long.parseLong(line.argument(0)))
            .setResetReapplyType(
                ResetReapplyType.valueOf(
                    "RESET_REAPPLY_TYPE_" + line.option("reapply", "ALL_ELIGIBLE")));
    for (var type : words(line, "exclude")) {
      request.addResetReapplyExcludeTypes(
          ResetReapplyExcludeType.valueOf("RESET_REAPPLY_EXCLUDE_TYPE_" + type));
    }
    if (line.has("then-signal")) {
      request.addPostResetOperations(
          PostResetOperation.newBuilder()
              .setSignalWorkflow(PostResetOperation.SignalWorkflow.getDefaultInstance()));
    }
    if (line.has("mask")) {
      request.addPostResetOperations(
          PostResetOperation.newBuilder()
              .setUpdateWorkflowOptions(
                  PostResetOperation.UpdateWorkflowOptions.newBuilder()
                      .setWorkflowExecutionOptions(options(line))
                      .setUpdateMask(mask(line))));
    }
    return request.build();
  }

  static UpdateWorkflowExecutionOptionsRequest updateOptions(Line line) {
    return UpdateWorkflowExecutionOptionsRequest.newBuilder()
        .setWorkflowExecution(execution(line))
        .setWorkflowExecutionOptions(options(line))
        .setUpdateMask(mask(line))
        .setIdentity("client")
        .build();
  }

  private static WorkflowExecutionOptions options(Line line) {
    var options = WorkflowExecutionOptions.newBuilder();
    if (line.has("auto-upgrade")) {
      options.setVersioningOverride(VersioningOverride.newBuilder().setAutoUpgrade(true));
    }
    if (line.has("pinned")) {
      options.setVersioningOverride(
          VersioningOverride.newBuilder()
              .setPinned(
                  PinnedOverride.newBuilder()
                      .setBehavior(PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED)
                      .setVersion(
                          WorkerDeploymentVersion.newBuilder()
                              .setDeploymentName(line.option("pinned"))
                              .setBuildId("b1"))));
    }
    if (line.has("no-behavior")) {
      options.setVersioningOverride(VersioningOverride.getDefaultInstance());
    }
    if (line.has("priority")) {
      options.setPriority(
          Priority.newBuilder().setPriorityKey(Integer.parseInt(line.option("priority"))));
    }
    return options.build();
  }

  private static FieldMask mask(Line line) {
    return FieldMask.newBuilder().addAllPaths(words(line, "mask")).build();
  }

  private static List<String> words(Line line, String option) {
    return line.has(option) ? List.of(line.option(option).split(",", -1)) : List.of();
  }

  private static WorkflowExecution execution(Line line) {
    return WorkflowExecution.newBuilder().setWorkflowId("w").setRunId(line.option("run")).build();
  }
}

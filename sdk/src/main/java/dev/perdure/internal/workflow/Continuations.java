package dev.perdure.internal.workflow;

import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import dev.perdure.workflow.ContinueAsNewError;
import dev.perdure.workflow.ContinueAsNewOptions;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import io.temporal.api.enums.v1.ContinueAsNewVersioningBehavior;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.Objects;

/// Writes the command that continues a workflow in a new run.
final class Continuations {
  private Continuations() {}

  /// What is not said anew is what this run has now.
  @SuppressWarnings("deprecation") // the older kind of versioning, which servers still know
  static ContinueAsNewWorkflowExecutionCommandAttributes attributes(
      RunContext run, ContinueAsNewError continuation) {
    var started = run.started;
    ContinueAsNewOptions options = continuation.options();
    String queue =
        Objects.requireNonNullElse(options.taskQueue(), started.getTaskQueue().getName());
    var result =
        ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
            .setInitiator(ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_WORKFLOW)
            .setWorkflowType(WorkflowType.newBuilder().setName(continuation.workflowType()))
            .setTaskQueue(TaskQueue.newBuilder().setName(queue))
            .setInheritBuildId(run.staysCompatible(options.versioningIntent(), queue))
            .setInput(run.settings.converter().encodeList(continuation.arguments()));
    if (options.memo() != null) {
      result.setMemo(MemoPayloads.encode(options.memo(), run.settings.converter()));
    } else if (started.hasMemo()) {
      result.setMemo(started.getMemo());
    }
    if (options.searchAttributes() != null) {
      result.setSearchAttributes(SearchAttributePayloads.encode(options.searchAttributes()));
    } else if (started.hasSearchAttributes()) {
      result.setSearchAttributes(started.getSearchAttributes());
    }
    if (!continuation.headers().isEmpty()) {
      result.setHeader(Header.newBuilder().putAllFields(continuation.headers()));
    }
    if (options.retryPolicy() != null) {
      result.setRetryPolicy(Wire.retryPolicy(options.retryPolicy()));
    } else if (started.hasRetryPolicy()) {
      result.setRetryPolicy(started.getRetryPolicy());
    }
    Wire.ifSet(options.runTimeout(), result::setWorkflowRunTimeout);
    Wire.ifSet(options.taskTimeout(), result::setWorkflowTaskTimeout);
    Wire.ifSet(options.backoffStartInterval(), result::setBackoffStartInterval);
    if (options.initialVersioningBehavior() != null) {
      result.setInitialVersioningBehavior(
          Wire.constant(
              ContinueAsNewVersioningBehavior.class,
              "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_",
              options.initialVersioningBehavior()));
    }
    return result.build();
  }
}

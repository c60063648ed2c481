package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.converter.WorkflowSerializationContext;
import dev.perdure.internal.replay.Job;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls.StartChildWorkflowInput;
import dev.perdure.workflow.ChildWorkflowOptions;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Starts children, and hands to them what becomes of them.
final class ChildWorkflows {
  private ChildWorkflows() {}

  /// Starts a child, and waits until it has started. In a cancelled scope it is cancelled before.
  static ChildHandle<?, ?> start(WorkflowContext context, StartChildWorkflowInput input) {
    RunContext run = context.run();
    run.requireWritable("start a child workflow");
    if (context.isCancelled()) {
      throw context.cancelled();
    }
    ChildWorkflowOptions options = input.options();
    String id = Objects.requireNonNullElseGet(options.id(), () -> run.random().uuid4().toString());
    DataConverter converter = converter(run, id);
    var child =
        new ChildHandle<Object, @Nullable Object>(
            run, converter, id, input.workflowType(), input.resultType());
    int seq =
        run.machines
            .otherWorkflows()
            .startChild(
                attributes(run, converter, id, input),
                options.cancellationType(),
                run.metadata(options.staticSummary(), options.staticDetails(), converter));
    run.children.put(seq, child);
    child.onCancel(context.cancelScope(), () -> cancel(run, seq, child));
    var _ = child.firstExecutionRunId(); // waits for it
    return child;
  }

  /// The converter for the values of another workflow.
  static DataConverter converter(RunContext run, String workflowId) {
    return run.settings
        .converter()
        .withContext(new WorkflowSerializationContext(run.settings.namespace(), workflowId));
  }

  private static void cancel(RunContext run, int seq, ChildHandle<?, ?> child) {
    String reason = Objects.requireNonNullElse(run.cancelReason, "");
    Failure ended = run.machines.otherWorkflows().cancelChild(seq, reason);
    if (ended != null) {
      run.children.remove(seq);
      child.failed(ended);
    }
  }

  /// Hands over what became of a child, or of a request to another workflow.
  static void apply(RunContext run, Job.OfOtherWorkflow job) {
    switch (job) {
      case Job.ChildStarted(int seq, String runId) -> {
        var child = run.children.get(seq);
        if (child != null) {
          child.started(runId);
        }
      }
      case Job.ChildStartFailed(int seq, var cause) -> {
        var child = run.children.remove(seq);
        if (child != null) {
          child.startFailed(cause);
        }
      }
      case Job.ChildCompleted(int seq, var result) -> {
        var child = run.children.remove(seq);
        if (child != null) {
          child.completed(result);
        }
      }
      case Job.ChildFailed(int seq, var failure) -> {
        var child = run.children.remove(seq);
        if (child != null) {
          child.failed(failure);
        }
      }
      case Job.ExternalAnswered answer -> ExternalWorkflows.answered(run, answer);
    }
  }

  @SuppressWarnings("deprecation") // the older kind of versioning, which servers still know
  private static StartChildWorkflowExecutionCommandAttributes.Builder attributes(
      RunContext run, DataConverter converter, String id, StartChildWorkflowInput input) {
    ChildWorkflowOptions options = input.options();
    var result =
        StartChildWorkflowExecutionCommandAttributes.newBuilder()
            .setWorkflowId(id)
            .setWorkflowType(WorkflowType.newBuilder().setName(input.workflowType()));
    if (run.replaying) {
      return result; // only the type and the id are compared with the history
    }
    if (!input.arguments().isEmpty()) {
      result.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      result.setHeader(Header.newBuilder().putAllFields(input.headers()));
    }
    String queue =
        Objects.requireNonNullElse(options.taskQueue(), run.started.getTaskQueue().getName());
    result
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setInheritBuildId(run.staysCompatible(options.versioningIntent(), queue))
        .setParentClosePolicy(
            Wire.constant(
                ParentClosePolicy.class, "PARENT_CLOSE_POLICY_", options.parentClosePolicy()))
        .setWorkflowIdReusePolicy(
            Wire.constant(
                WorkflowIdReusePolicy.class, "WORKFLOW_ID_REUSE_POLICY_", options.idReusePolicy()));
    Wire.ifSet(options.executionTimeout(), result::setWorkflowExecutionTimeout);
    Wire.ifSet(options.runTimeout(), result::setWorkflowRunTimeout);
    Wire.ifSet(options.taskTimeout(), result::setWorkflowTaskTimeout);
    if (options.retryPolicy() != null) {
      result.setRetryPolicy(Wire.retryPolicy(options.retryPolicy()));
    }
    if (options.cronSchedule() != null) {
      result.setCronSchedule(options.cronSchedule());
    }
    if (options.priority() != null) {
      result.setPriority(Wire.priority(options.priority()));
    }
    if (!options.memo().isEmpty()) {
      result.setMemo(MemoPayloads.encode(options.memo(), converter));
    }
    if (options.searchAttributes() != null) {
      result.setSearchAttributes(SearchAttributePayloads.encode(options.searchAttributes()));
    }
    return result;
  }
}

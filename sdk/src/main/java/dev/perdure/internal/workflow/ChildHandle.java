package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failure.Origin;
import dev.perdure.failure.RetryState;
import dev.perdure.failure.WorkflowAlreadyStartedFailure;
import dev.perdure.worker.WorkflowOutboundCalls.SignalChildWorkflowInput;
import dev.perdure.workflow.ChildWorkflowHandle;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One child workflow: a promise of its result, and one of its start.
final class ChildHandle<W, R extends @Nullable Object> extends ResultPromise<R>
    implements ChildWorkflowHandle<W, R> {
  private final String namespace;
  private final String id;
  private final String type;
  private final RunPromise<String> started;

  /// @param converter that of the child's values
  ChildHandle(RunContext run, DataConverter converter, String id, String type, Type resultType) {
    super(run, converter, resultType);
    this.namespace = run.settings.namespace();
    this.id = id;
    this.type = type;
    this.started = new RunPromise<>(run);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String firstExecutionRunId() {
    return started.get();
  }

  @Override
  public void signal(String name, @Nullable Object... arguments) {
    WorkflowContext.current()
        .run()
        .outbound
        .signalChildWorkflow(
            new SignalChildWorkflowInput(id, name, Arrays.asList(arguments), Map.of()));
  }

  void started(String runId) {
    started.complete(runId);
  }

  void startFailed(StartChildWorkflowExecutionFailedCause cause) {
    fail(
        cause
                == StartChildWorkflowExecutionFailedCause
                    .START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS
            ? new WorkflowAlreadyStartedFailure(id, type)
            : notStarted(cause));
  }

  private ChildWorkflowFailure notStarted(StartChildWorkflowExecutionFailedCause cause) {
    return new ChildWorkflowFailure(
        Origin.here(
            "Child Workflow execution could not be started",
            ApplicationFailure.nonRetryable("The server refused it: " + cause, cause.name())),
        new ChildWorkflowFailure.Attributes(
            namespace, id, "", type, 0, 0, RetryState.NON_RETRYABLE_FAILURE));
  }

  /// What ends a child before it has started fails its start, too.
  @Override
  void fail(Throwable reason) {
    started.fail(reason);
    super.fail(reason);
  }

  @Override
  public String toString() {
    return "child workflow " + id;
  }
}

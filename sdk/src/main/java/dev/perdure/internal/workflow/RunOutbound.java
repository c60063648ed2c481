package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls;
import dev.perdure.workflow.ChildWorkflowHandle;
import dev.perdure.workflow.ContinueAsNewError;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.WorkflowInfo;
import org.jspecify.annotations.Nullable;

/// What workflow code asks for, behind all interceptors: it becomes commands and promises. It works
/// for the run and the scope of the calling code.
final class RunOutbound implements WorkflowOutboundCalls {
  static final RunOutbound INSTANCE = new RunOutbound();

  private RunOutbound() {}

  @Override
  public WorkflowOutboundCalls next() {
    throw new IllegalStateException("Nothing is behind the workflow's worker itself.");
  }

  @Override
  public WorkflowInfo info() {
    return new RunInfo(WorkflowContext.current().run());
  }

  /// In a cancelled scope the activity is cancelled before it is scheduled.
  @Override
  public Promise<?> startActivity(StartActivityInput input) {
    WorkflowContext context = WorkflowContext.current();
    RunContext run = context.run();
    run.requireWritable("start an activity");
    DataConverter converter = ActivityCommands.converter(run, input);
    var promise = new ResultPromise<@Nullable Object>(run, converter, input.resultType());
    if (context.isCancelled()) {
      promise.fail(context.cancelled());
      return promise;
    }
    int seq =
        run.machines.scheduleActivity(
            ActivityCommands.attributes(run, converter, input),
            input.options().cancellationType(),
            run.metadata(input.options().summary()));
    run.activities.put(seq, promise);
    promise.onCancel(context.cancelScope(), () -> cancelActivity(run, seq, promise));
    return promise;
  }

  private static void cancelActivity(RunContext run, int seq, ResultPromise<?> promise) {
    var ended = run.machines.cancelActivity(seq);
    if (ended != null) {
      run.activities.remove(seq);
      promise.failed(ended);
    }
  }

  /// In a cancelled scope the activity is cancelled before it is asked for.
  @Override
  public Promise<?> startLocalActivity(StartLocalActivityInput input) {
    WorkflowContext context = WorkflowContext.current();
    RunContext run = context.run();
    run.requireWritable("start a local activity");
    String type = input.activityType();
    if (!run.replaying && !run.settings.localActivities().test(type)) {
      throw new IllegalStateException(
          ("This worker has no activity \"%s\" that it could run as a local one. Add it to the"
                  + " worker's activities(…), or run it with executeActivity.")
              .formatted(type));
    }
    DataConverter converter = LocalActivityCommands.converter(run, input);
    var promise =
        new LocalActivityPromise<@Nullable Object>(
            run,
            converter,
            input.resultType(),
            LocalActivityCommands.request(run, converter, input));
    if (context.isCancelled()) {
      promise.fail(context.cancelled());
      return promise;
    }
    promise.start();
    promise.onCancel(context.cancelScope(), promise::cancelActivity);
    return promise;
  }

  @Override
  public ChildWorkflowHandle<?, ?> startChildWorkflow(StartChildWorkflowInput input) {
    return ChildWorkflows.start(WorkflowContext.current(), input);
  }

  @Override
  public void signalChildWorkflow(SignalChildWorkflowInput input) {
    ExternalWorkflows.signal(WorkflowContext.current(), input);
  }

  @Override
  public void signalExternalWorkflow(SignalExternalWorkflowInput input) {
    ExternalWorkflows.signal(WorkflowContext.current(), input);
  }

  @Override
  public void cancelExternalWorkflow(CancelExternalWorkflowInput input) {
    ExternalWorkflows.cancel(WorkflowContext.current(), input);
  }

  @Override
  public Promise<@Nullable Void> startTimer(StartTimerInput input) {
    WorkflowContext context = WorkflowContext.current();
    RunContext run = context.run();
    run.requireWritable("start a timer");
    if (input.duration().isNegative()) {
      throw new IllegalArgumentException("A timer cannot run for " + input.duration() + ".");
    }
    var promise = new RunPromise<@Nullable Void>(run);
    if (context.isCancelled()) {
      promise.fail(context.cancelled());
      return promise;
    }
    int seq =
        run.machines.startTimer(Wire.duration(input.duration()), run.metadata(input.summary()));
    run.timers.put(seq, promise);
    promise.onCancel(
        context.cancelScope(),
        () -> {
          run.machines.cancelTimer(seq);
          run.timers.remove(seq);
          promise.fail(CancelledFailure.of("Timer cancelled"));
        });
    return promise;
  }

  @Override
  public void continueAsNew(ContinueAsNewInput input) {
    WorkflowContext.current().requireWritable("continue as new");
    throw new ContinueAsNewError(
        input.workflowType(), input.options(), input.arguments(), input.headers());
  }
}

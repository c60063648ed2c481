package dev.perdure.internal.workflow;

import dev.perdure.failure.Failures;
import dev.perdure.internal.coroutine.CoroutineStopped;
import dev.perdure.internal.coroutine.PotentialDeadlockException;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.Activation;
import dev.perdure.internal.replay.CloseCommand;
import dev.perdure.internal.replay.Job;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.internal.wire.Wire;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Waiting;
import dev.perdure.workflow.ContinueAsNewError;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.sdk.v1.WorkflowTaskCompletedMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of a workflow in a worker's memory: its instance, the coroutines that execute it, and
/// where in its history it stands.
///
/// Not thread-safe: the worker hands it one task at a time.
public final class WorkflowRun implements AutoCloseable {
  /// The server's default.
  private static final Duration TASK_TIMEOUT = Duration.ofSeconds(10);

  private final RunContext run;
  private final WorkflowContext rootContext;
  private final RunMethod runMethod;
  private final RunCodec codec;

  /// The task that is worked on; null between two.
  private @Nullable WorkflowTask current;

  /// What broke the run, so that its task fails, but not the workflow; null when nothing did.
  private @Nullable Throwable broken;

  /// A run about which nothing is known yet; its first task brings the history from event 1.
  public WorkflowRun(
      RunSettings settings, WorkflowDefinition definition, String workflowId, String runId) {
    this.run = new RunContext(settings.of(workflowId), definition, workflowId, runId, this::failed);
    this.rootContext = new WorkflowContext(run, run.rootScope, null);
    this.runMethod = new RunMethod(run);
    this.codec = RunCodec.of(settings, workflowId, definition.name());
  }

  /// The workflow's id.
  public String workflowId() {
    return run.workflowId;
  }

  /// The run's id.
  public String runId() {
    return run.runId;
  }

  /// The workflow type's name.
  public String workflowType() {
    return run.started.getWorkflowType().getName();
  }

  /// How long a workflow task may take.
  public Duration taskTimeout() {
    return run.started.hasWorkflowTaskTimeout()
        ? Wire.duration(run.started.getWorkflowTaskTimeout())
        : TASK_TIMEOUT;
  }

  /// The last history event that was taken in; the next task must go on behind it. 0 at first.
  public long lastEventId() {
    return run.machines.lastEventId();
  }

  /// The server has dropped the task that was completed last, because it brought nothing but
  /// updates that were rejected. The history goes on behind `eventId`.
  public void rollBack(long eventId) {
    run.machines.rollBack(eventId);
  }

  /// Whether its state is not what the history says: it can only be closed, and must be built anew
  /// from the history.
  public boolean isBroken() {
    return broken != null;
  }

  /// Brings the workflow up to date with the task's events, and answers its queries. Called on a
  /// virtual thread, which makes handing over to the workflow's own threads cheap.
  public WorkflowTaskOutcome handle(WorkflowTask encoded) {
    WorkflowTask task = codec.decode(encoded);
    current = task;
    return guarded(
        task,
        () -> {
          run.machines.addHistory(
              task.events(), task.messages(), task.previousStartedEventId(), task.startedEventId());
          Throwable reason = advance();
          return reason == null ? answer(task) : refused(task, reason);
        });
  }

  /// What the worker has to do for the run's local activities; to be asked after each outcome of a
  /// task that does not only ask a query.
  public List<LocalWork> takeLocalWork() {
    return broken == null ? run.machines.takeLocalWork() : List.of();
  }

  /// Goes on with the task that waits, now that a local activity has ended.
  public WorkflowTaskOutcome ended(LocalActivityReport report) {
    WorkflowTask task = waiting();
    return guarded(
        task,
        () -> {
          Activation next = run.machines.ended(report);
          if (next != null) {
            activate(next);
          }
          return broken == null ? answer(task) : refused(task, broken);
        });
  }

  /// Ends the task that waits, so that the server does not think the worker dead. What the workflow
  /// waits for comes to a later task.
  public WorkflowTaskOutcome heartbeat() {
    WorkflowTask task = waiting();
    return guarded(task, () -> completed(task, true));
  }

  private WorkflowTask waiting() {
    if (current == null) {
      throw new IllegalStateException("no task waits");
    }
    return current;
  }

  private WorkflowTaskOutcome guarded(WorkflowTask task, Supplier<WorkflowTaskOutcome> action) {
    WorkflowTaskOutcome outcome = rootContext.call(() -> inContext(task, action));
    if (!(outcome instanceof Waiting)) {
      current = null;
    }
    return codec.encode(outcome);
  }

  private WorkflowTaskOutcome inContext(WorkflowTask task, Supplier<WorkflowTaskOutcome> action) {
    if (broken != null) {
      return refused(task, broken);
    }
    try {
      return action.get();
    } catch (NondeterminismException e) {
      var named = new NondeterminismException(e, run.workflowId, run.runId);
      fail(named);
      return run.isFailure(named) && task.query() == null ? closed(named) : refused(task, named);
    } catch (PotentialDeadlockException e) {
      fail(e);
      return refused(task, e);
    } catch (Throwable e) {
      fail(e);
      throw e;
    }
  }

  /// Lets the code run as far as the history goes. Returns what broke the run; null when nothing
  /// did.
  private @Nullable Throwable advance() {
    for (Activation next = run.machines.next(); next != null; next = run.machines.next()) {
      activate(next);
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  /// Runs the code over a whole history, and compares all that it asks for with it. Returns why
  /// that is not possible; null when it is.
  public @Nullable Throwable replay(List<HistoryEvent> history) {
    List<HistoryEvent> whole;
    try {
      whole = codec.decode(new WorkflowTask(history, Long.MAX_VALUE, 0, Map.of(), null)).events();
    } catch (RuntimeException e) {
      fail(e); // a wrong key, or a payload that its storage has lost
      return e;
    }
    return rootContext.call(() -> replayInContext(whole));
  }

  private @Nullable Throwable replayInContext(List<HistoryEvent> history) {
    try {
      run.machines.addWholeHistory(history);
      return advance();
    } catch (RuntimeException e) {
      // Also a deadlock, a history that goes wrong, and what the code makes of bad values.
      Throwable reason =
          e instanceof NondeterminismException nondeterminism
              ? new NondeterminismException(nondeterminism, run.workflowId, run.runId)
              : e;
      fail(reason);
      return reason;
    }
  }

  /// Applies all jobs, then lets the code run until it waits. Without a job the code stands still:
  /// a task that brought nothing, as while local activities run, is not seen in replay.
  private void activate(Activation activation) {
    run.activation = activation.withoutJobs();
    run.replaying = activation.replaying();
    if (!activation.jobs().isEmpty()) {
      activation.jobs().forEach(this::apply);
      run.scheduler.runUntilBlocked();
    }
  }

  private void apply(Job job) {
    switch (job) {
      case Job.Start(var attributes, var time) -> {
        run.started = attributes;
        run.startTime = time;
        run.seed(
            attributes.getOriginalExecutionRunId().isEmpty()
                ? run.runId
                : attributes.getOriginalExecutionRunId());
        run.scheduler.start("run", () -> rootContext.run(this::callRunMethod));
      }
      case Job.Reseed(String runId) -> run.seed(runId);
      case Job.Signal(var signal) -> runMethod.deliver(() -> run.signals.deliver(signal));
      case Job.Update update -> runMethod.deliver(() -> run.updates.deliver(update));
      case Job.Cancel(String reason) -> {
        if (run.cancelReason == null) {
          run.cancelReason = reason;
        }
        run.rootScope.cancel();
      }
      case Job.TimerFired(int seq) -> {
        var promise = run.timers.remove(seq);
        if (promise != null) {
          promise.complete(null);
        }
      }
      case Job.ActivityCompleted(int seq, var result) -> {
        var promise = run.activities.remove(seq);
        if (promise != null) {
          promise.completed(result);
        }
      }
      case Job.OfOtherWorkflow other -> ChildWorkflows.apply(run, other);
      case Job.ActivityFailed(int seq, var failure) -> {
        var promise = run.activities.remove(seq);
        if (promise != null) {
          promise.failed(failure);
        }
      }
      case Job.LocalActivityBackoff backoff -> {
        if (run.activities.remove(backoff.seq()) instanceof LocalActivityPromise<?> promise) {
          promise.backOff(backoff);
        }
      }
    }
  }

  private void callRunMethod() {
    try {
      runMethod.call();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /// What the run method or a handler threw closes the workflow, or fails the task.
  private void failed(Throwable reason) {
    try {
      switch (reason) {
        case CoroutineStopped stopped -> throw stopped;
        case ContinueAsNewError e ->
            run.machines.close(new CloseCommand.ContinueAsNew(Continuations.attributes(run, e)));
        case Throwable e when run.cancelReason != null && Failures.isCancelled(e) ->
            run.machines.close(new CloseCommand.Cancel());
        case Throwable e when run.isFailure(e) ->
            run.machines.close(new CloseCommand.Fail(run.settings.converter().encodeFailure(e)));
        default -> fail(reason);
      }
    } catch (RuntimeException e) {
      fail(e); // it cannot be encoded
    }
  }

  private void fail(Throwable reason) {
    if (broken == null) {
      broken = reason;
    }
  }

  private WorkflowTaskOutcome answer(WorkflowTask task) {
    if (task.query() != null) {
      WorkflowQueryResult result = answer(task.query());
      return result.getResultType() == QueryResultType.QUERY_RESULT_TYPE_ANSWERED
          ? new QueryAnswered(result.getAnswer())
          : new QueryFailed(result.getErrorMessage(), result.getFailure());
    }
    return run.machines.awaitsLocalActivities() && !run.machines.isClosing()
        ? new Waiting()
        : completed(task, false);
  }

  private Completed completed(WorkflowTask task, boolean heartbeat) {
    var commands = run.machines.commands();
    var messages = run.machines.messages();
    boolean closed = run.machines.isClosing();
    if (closed) {
      run.inProgress.warn();
      run.forgotten.warn(run.workflowId);
    } else {
      run.forgotten.tell(run.workflowId);
    }
    Map<String, WorkflowQueryResult> answers = HashMap.newHashMap(task.queries().size());
    task.queries().forEach((id, query) -> answers.put(id, answer(query)));
    return new Completed(
        commands, messages, answers, metadata(), run.versioningBehavior, closed, heartbeat);
  }

  /// Queries are answered in a coroutine, so that one which blocks is noticed. That breaks the run,
  /// but is no reason to lose what the task itself brought.
  private WorkflowQueryResult answer(WorkflowQuery query) {
    var queries = new Queries(run);
    WorkflowQueryResult[] result = new WorkflowQueryResult[1];
    run.replaying = true;
    try {
      run.scheduler.runAlone(
          "query " + query.getQueryType(),
          () -> rootContext.run(() -> result[0] = queries.answer(query)));
    } catch (RuntimeException e) {
      fail(e);
      return queries.failed(e);
    }
    return result[0];
  }

  /// Names the SDK when the history does not say it, or says something else.
  private WorkflowTaskCompletedMetadata metadata() {
    var last = run.machines.lastMetadata();
    RunSettings settings = run.settings;
    return last.getSdkName().equals(settings.sdkName())
            && last.getSdkVersion().equals(settings.sdkVersion())
        ? WorkflowTaskCompletedMetadata.getDefaultInstance()
        : WorkflowTaskCompletedMetadata.newBuilder()
            .setSdkName(settings.sdkName())
            .setSdkVersion(settings.sdkVersion())
            .build();
  }

  private WorkflowTaskOutcome refused(WorkflowTask task, Throwable reason) {
    var failure = FailureEncoding.encode(run.settings.converter(), reason);
    return task.query() != null
        ? new QueryFailed(failure.getMessage(), failure)
        : new Failed(
            reason instanceof NondeterminismException
                ? WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
                : WorkflowTaskFailedCause
                    .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
            failure,
            reason);
  }

  /// Nondeterminism fails the workflow where the worker's settings want that.
  private Completed closed(NondeterminismException reason) {
    var command = new CloseCommand.Fail(FailureEncoding.encode(run.settings.converter(), reason));
    return new Completed(
        List.of(command.build()),
        List.of(),
        Map.of(),
        metadata(),
        run.versioningBehavior,
        true,
        false);
  }

  /// Ends the workflow's coroutines where they wait: their `finally` blocks run, and nothing that
  /// they do has an effect.
  @Override
  public void close() {
    run.replaying = true;
    run.scheduler.close();
  }
}

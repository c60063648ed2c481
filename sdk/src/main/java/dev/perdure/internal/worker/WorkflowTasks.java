package dev.perdure.internal.worker;

import dev.perdure.converter.WorkflowSerializationContext;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.internal.wire.PayloadOwner;
import dev.perdure.internal.worker.WorkflowTaskAnswers.Reply;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works workflow tasks off: finds or rebuilds the run, lets it go on, and answers.
final class WorkflowTasks {
  private static final Logger log = LoggerFactory.getLogger(WorkflowTasks.class);

  private final Registry registry;
  private final RunSettings settings;
  private final HistoryReader history;
  private final WorkflowTaskAnswers answers;
  private final StickyCache<WorkflowRun> cache;

  WorkflowTasks(
      Registry registry,
      RunSettings settings,
      int cachedRuns,
      HistoryReader history,
      WorkflowTaskAnswers answers) {
    this.registry = registry;
    this.settings = settings;
    this.history = history;
    this.answers = answers;
    this.cache = new StickyCache<>(cachedRuns, WorkflowRun::close);
  }

  /// Works one task off, and those of the same run that the server's replies bring.
  void work(PollWorkflowTaskQueueResponse polled) {
    @Nullable PollWorkflowTaskQueueResponse next = polled;
    while (next != null) {
      var task = new PolledWorkflowTask(next);
      WorkflowDefinition definition = registry.workflow(next.getWorkflowType().getName());
      next = definition == null ? unknown(task) : workCached(task, definition);
    }
  }

  /// Ends all runs that are kept in memory.
  void close() {
    cache.clear();
  }

  int cachedRuns() {
    return cache.size();
  }

  private @Nullable PollWorkflowTaskQueueResponse workCached(
      PolledWorkflowTask task, WorkflowDefinition definition) {
    StickyCache.Entry<WorkflowRun> entry = cache.acquire(task.runId());
    boolean keep = false;
    try {
      Reply reply = answer(task, advance(task, definition, entry));
      WorkflowRun run = entry.run();
      keep = reply.keep() && run != null && !run.isBroken();
      if (keep && run != null && reply.rolledBackTo() > 0) {
        run.rollBack(reply.rolledBackTo());
      }
      return reply.next();
    } catch (StatusRuntimeException e) {
      if (CallErrors.isNotFound(e)) {
        log.debug("The history of {} is gone, and with it its task.", task);
      } else {
        log.warn(
            "The history of {} could not be read ({}). Its task will come again.",
            task,
            CallErrors.describe(e));
      }
      return null;
    } finally {
      if (!keep) {
        cache.evict(entry);
      }
      cache.release(entry);
    }
  }

  private WorkflowTaskOutcome advance(
      PolledWorkflowTask task,
      WorkflowDefinition definition,
      StickyCache.Entry<WorkflowRun> entry) {
    WorkflowRun run = entry.run();
    List<HistoryEvent> events;
    if (run != null && task.asksOnly(run.lastEventId())) {
      events = List.of();
    } else if (run != null && task.continues(run.lastEventId())) {
      events = history.rest(task);
    } else {
      cache.evict(entry);
      events = task.isFromStart() ? history.rest(task) : history.whole(task);
      run = new WorkflowRun(settings, definition, task.workflowId(), task.runId());
      entry.put(run);
    }
    try {
      return run.handle(task.with(events));
    } catch (Exception | LinkageError | StackOverflowError e) {
      Failure failure = encoded(task, FailureEncoding.encode(settings.converter(), e));
      return task.isQuery() ? new QueryFailed(e.toString(), failure) : failed(failure);
    }
  }

  private Reply answer(PolledWorkflowTask task, WorkflowTaskOutcome outcome) {
    return switch (outcome) {
      case Completed completed -> answers.completed(task, completed);
      case Failed failed -> answers.failed(task, failed);
      case QueryAnswered answered -> answers.answered(task, answered);
      case QueryFailed failed -> answers.failed(task, failed);
    };
  }

  private @Nullable PollWorkflowTaskQueueResponse unknown(PolledWorkflowTask task) {
    String message =
        "Workflow class %s is not registered on this worker, available workflows: %s"
            .formatted(
                task.response().getWorkflowType().getName(),
                String.join(", ", new TreeSet<>(registry.workflows().keySet())));
    Failure failure =
        encoded(
            task,
            settings.converter().encodeFailure(ApplicationFailure.of(message, "NotFoundError")));
    return answer(task, task.isQuery() ? new QueryFailed(message, failure) : failed(failure))
        .next();
  }

  private Failure encoded(PolledWorkflowTask task, Failure failure) {
    return settings
        .codec()
        .encodeFailure(
            failure,
            PayloadOwner.of(
                new WorkflowSerializationContext(settings.namespace(), task.workflowId())));
  }

  private static Failed failed(Failure failure) {
    return new Failed(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
        failure);
  }
}

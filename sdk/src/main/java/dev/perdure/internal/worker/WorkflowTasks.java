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
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Waiting;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final LocalActivityTasks localActivities;
  private final WorkerMetrics metrics;
  private final StickyCache<CachedRun>.Share cache;
  private final TaskCounts counts = new TaskCounts();
  private final AtomicInteger cacheHits = new AtomicInteger();
  private final AtomicInteger cacheMisses = new AtomicInteger();

  WorkflowTasks(
      Registry registry,
      RunSettings settings,
      RunCache cache,
      HistoryReader history,
      WorkflowTaskAnswers answers,
      LocalActivityTasks localActivities,
      WorkerMetrics metrics) {
    this.registry = registry;
    this.settings = settings;
    this.history = history;
    this.answers = answers;
    this.localActivities = localActivities;
    this.metrics = metrics;
    this.cache = cache.share();
  }

  /// Works one task off, and those of the same run that the server's replies bring.
  void work(PollWorkflowTaskQueueResponse polled) {
    var task = new PolledWorkflowTask(polled);
    WorkflowDefinition definition = registry.workflow(polled.getWorkflowType().getName());
    if (definition == null) {
      unknown(task);
      return;
    }
    StickyCache.Entry<CachedRun> entry = cache.acquire(task.runId());
    try {
      @Nullable PolledWorkflowTask next = task;
      while (next != null) {
        PollWorkflowTaskQueueResponse reply = work(next, definition, entry);
        next = reply == null ? null : new PolledWorkflowTask(reply);
      }
    } finally {
      cache.release(entry);
      metrics.cached(cache.size());
    }
  }

  /// Ends all runs that are kept in memory.
  void close() {
    cache.clear();
  }

  int cachedRuns() {
    return cache.size();
  }

  /// How many tasks found their run in memory.
  int cacheHits() {
    return cacheHits.get();
  }

  /// How many tasks had to build their run anew from what it did before.
  int cacheMisses() {
    return cacheMisses.get();
  }

  /// The tasks that have ended.
  TaskCounts counts() {
    return counts;
  }

  private @Nullable PollWorkflowTaskQueueResponse work(
      PolledWorkflowTask task, WorkflowDefinition definition, StickyCache.Entry<CachedRun> entry) {
    boolean keep = false;
    try {
      CachedRun before = entry.run();
      long start = metrics.clock();
      WorkflowTaskOutcome outcome = advance(task, definition, entry);
      CachedRun run = entry.run();
      metrics.workflowTask(task, outcome, before != run, start);
      Reply reply = answer(task, outcome);
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
    }
  }

  private WorkflowTaskOutcome advance(
      PolledWorkflowTask task, WorkflowDefinition definition, StickyCache.Entry<CachedRun> entry) {
    long received = System.nanoTime();
    CachedRun run = entry.run();
    List<HistoryEvent> events;
    if (run != null && task.asksOnly(run.lastEventId())) {
      cacheHits.incrementAndGet();
      events = List.of();
    } else if (run != null && task.continues(run.lastEventId())) {
      cacheHits.incrementAndGet();
      events = history.rest(task);
    } else if (run != null && run.hasLocalActivities() && task.isBeyond(run.lastEventId())) {
      cacheHits.incrementAndGet();
      // Without a sticky queue the whole history comes again, but the run is worth keeping.
      List<HistoryEvent> whole = history.rest(task);
      events = whole.subList(Math.toIntExact(run.lastEventId()), whole.size());
    } else {
      if (task.response().getPreviousStartedEventId() > 0) {
        cacheMisses.incrementAndGet();
      }
      cache.evict(entry);
      events = task.isFromStart() ? history.rest(task) : history.whole(task);
      run =
          new CachedRun(
              new WorkflowRun(settings, definition, task.workflowId(), task.runId()),
              localActivities);
      entry.put(run);
    }
    try {
      return run.handle(task.with(events), received);
    } catch (Exception | LinkageError | StackOverflowError e) {
      Failure failure = encoded(task, FailureEncoding.encode(settings.converter(), e));
      return task.isQuery() ? new QueryFailed(e.toString(), failure) : failed(failure, e);
    }
  }

  private Reply answer(PolledWorkflowTask task, WorkflowTaskOutcome outcome) {
    counts.ended(outcome instanceof Failed || outcome instanceof QueryFailed);
    return switch (outcome) {
      case Completed completed -> answers.completed(task, completed);
      case Failed failed -> answers.failed(task, failed);
      case Waiting _ -> throw new IllegalStateException("a task that waits has no answer");
      case QueryAnswered answered -> answers.answered(task, answered);
      case QueryFailed failed -> answers.failed(task, failed);
    };
  }

  private void unknown(PolledWorkflowTask task) {
    String message =
        "Workflow class %s is not registered on this worker, available workflows: %s"
            .formatted(
                task.response().getWorkflowType().getName(),
                String.join(", ", new TreeSet<>(registry.workflows().keySet())));
    var reason = ApplicationFailure.of(message, "NotFoundError");
    Failure failure = encoded(task, settings.converter().encodeFailure(reason));
    answer(task, task.isQuery() ? new QueryFailed(message, failure) : failed(failure, reason));
  }

  private Failure encoded(PolledWorkflowTask task, Failure failure) {
    return settings
        .codec()
        .encodeFailure(
            failure,
            PayloadOwner.of(
                new WorkflowSerializationContext(settings.namespace(), task.workflowId())));
  }

  private static Failed failed(Failure failure, Throwable reason) {
    return new Failed(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
        failure,
        reason);
  }
}

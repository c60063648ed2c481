package dev.perdure.server.batch;

import com.google.protobuf.ByteString;
import dev.perdure.server.batch.BatchTargets.Page;
import dev.perdure.server.store.BatchJob;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A batch operation under way, on a virtual thread of its own.
///
/// The runs of a page are on disk before anything is done to them, and the page before is counted
/// with that: after a crash it does the page again, which has the same runs even if a list would
/// not find them any more, or a workflow that was named has been started anew, and what was done to
/// one of them already is not done twice. A page is no more than the work of a second.
final class BatchRun {
  private static final Logger log = LoggerFactory.getLogger(BatchRun.class);

  private static final float PER_SECOND = 50;
  private static final int AT_A_TIME = 5;
  private static final int PAGE_MAX = 100;
  private static final int ATTEMPTS = 50;

  /// A query that takes too long holds up all other lists.
  private static final int SLOW_ATTEMPTS = 3;

  /// A workflow may continue as new just when its turn comes.
  private static final int FOLLOWED_MAX = 10;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final WorkflowServiceBlockingStub service;
  private final InstantSource clock;
  private final Function<BatchJob, CompletableFuture<Void>> store;
  private final BatchTargets targets;
  private final BatchOperation operation;
  private final Pace pace;
  private final Semaphore slots = new Semaphore(AT_A_TIME);
  private final AtomicLong complete = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread;

  /// As it is on disk.
  private BatchJob job;

  private boolean stopped;

  /// @param store keeps how far it is
  /// @param ended told when it has come to its end by itself, and that is on disk
  BatchRun(
      BatchJob job,
      Channel channel,
      InstantSource clock,
      Function<BatchJob, CompletableFuture<Void>> store,
      Runnable ended) {
    this.job = job;
    this.service = WorkflowServiceGrpc.newBlockingStub(channel);
    this.clock = clock;
    this.store = store;
    this.operation = new BatchOperation(job.request());
    float wished = job.request().getMaxOperationsPerSecond();
    float perSecond = wished > 0 ? wished : PER_SECOND;
    this.pace = new Pace(perSecond);
    this.targets = new BatchTargets(job, Math.clamp((long) perSecond, 1, PAGE_MAX));
    this.thread = Thread.ofVirtual().name("perdure-batch-" + job.id()).unstarted(() -> run(ended));
  }

  void start() {
    thread.start();
  }

  /// How far it is.
  synchronized BatchJob job() {
    return job.isRunning() ? job.after(complete.get(), failed.get()) : job;
  }

  /// What it would go on with after a crash.
  synchronized BatchJob onDisk() {
    return job;
  }

  /// Ends it where it is; from now on it stores nothing.
  ///
  /// @return how far it is
  BatchJob stop() {
    thread.interrupt();
    synchronized (this) {
      stopped = true;
      return job();
    }
  }

  private void run(Runnable ended) {
    try {
      work();
      ended.run();
    } catch (InterruptedException e) {
      log.debug("The batch operation {} was stopped", thread.getName());
    } catch (RuntimeException e) {
      failed(e, ended);
    }
  }

  private void work() throws InterruptedException {
    if (job().place().isEmpty()) {
      turnTo(BatchDescription.counted(job(), count()), ByteString.EMPTY);
    }
    while (job().isRunning()) {
      var page = Page.parse(job().place());
      perform(page.runs());
      if (page.isLast()) {
        keep(BatchDescription.completed(job(), clock.instant()));
      } else {
        turnTo(job(), page.next());
      }
    }
  }

  /// Finds the runs that are next. Those that are gone are counted at once.
  private void turnTo(BatchJob reached, ByteString next) throws InterruptedException {
    var page = patiently(() -> targets.page(service, next));
    var runs = new ArrayList<WorkflowExecution>();
    int gone = 0;
    for (var run : page.runs()) {
      try {
        runs.add(patiently(() -> targets.find(service, run)));
      } catch (StatusRuntimeException e) {
        log.debug("{} does not find {}", thread.getName(), run.getWorkflowId(), e);
        gone += isGone(e) ? 1 : 0;
      }
    }
    var counted = reached.after(gone, page.runs().size() - runs.size() - gone);
    keep(
        runs.isEmpty() && page.isLast()
            ? BatchDescription.completed(counted, clock.instant())
            : counted.at(new Page(runs, page.next()).toBytes()));
  }

  /// How many runs there are; 0 if they cannot be counted, for it goes on without that.
  private long count() throws InterruptedException {
    try {
      return targets.count(service);
    } catch (StatusRuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      log.debug("The runs of {} could not be counted", thread.getName(), e);
      return 0;
    }
  }

  private void failed(RuntimeException problem, Runnable ended) {
    log.warn("The batch operation {} failed", thread.getName(), problem);
    try {
      keep(
          BatchDescription.ended(
              job(), BatchOperationState.BATCH_OPERATION_STATE_FAILED, clock.instant()));
      ended.run();
    } catch (InterruptedException e) {
      log.debug("The batch operation {} was stopped", thread.getName());
    }
  }

  /// Stores how far it is, however long that takes: the disk may be full for a while.
  private void keep(BatchJob reached) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        store(reached).join();
        stored(reached);
        return;
      } catch (CompletionException e) {
        log.debug("The progress of {} could not be stored yet", thread.getName(), e);
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private synchronized CompletableFuture<Void> store(BatchJob reached) throws InterruptedException {
    checkNotStopped();
    return store.apply(reached);
  }

  private synchronized void stored(BatchJob reached) throws InterruptedException {
    checkNotStopped();
    job = reached;
    complete.set(0);
    failed.set(0);
  }

  private void checkNotStopped() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException();
    }
  }

  private void perform(List<WorkflowExecution> runs) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (var run : runs) {
          pace.await();
          slots.acquire();
          threads.execute(() -> performAndCount(run));
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void performAndCount(WorkflowExecution run) {
    try {
      (isDone(run) ? complete : failed).incrementAndGet();
    } catch (InterruptedException e) {
      log.debug("The batch operation {} was stopped", thread.getName());
    } finally {
      slots.release();
    }
  }

  /// A run that has closed or is gone needs nothing any more, but a workflow that was named may go
  /// on with another one. An unforeseen failure is one of this run, and the others go on.
  private boolean isDone(WorkflowExecution first) throws InterruptedException {
    try {
      var next = Optional.of(first);
      for (int tries = FOLLOWED_MAX; tries > 0; tries--) {
        var run = next.get();
        if (patiently(() -> isPerformed(run))) {
          return true;
        }
        next = patiently(() -> targets.next(service, run));
        if (next.isEmpty()) {
          return true;
        }
      }
      log.debug("{} does not catch up with {}", thread.getName(), first.getWorkflowId());
      return false;
    } catch (StatusRuntimeException e) {
      log.debug("{} is refused for {}", thread.getName(), first.getWorkflowId(), e);
      return isGone(e);
    } catch (RuntimeException e) {
      log.warn("{} failed for {}", thread.getName(), first.getWorkflowId(), e);
      return false;
    }
  }

  /// @return false if the run has closed or is gone
  private boolean isPerformed(WorkflowExecution run) {
    try {
      operation.perform(service, run);
      return true;
    } catch (StatusRuntimeException e) {
      if (!isGone(e)) {
        throw e;
      }
      return false;
    }
  }

  private static boolean isGone(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.NOT_FOUND && !isNamespaceGone(e);
  }

  private static boolean isNamespaceGone(StatusRuntimeException e) {
    var status = StatusProto.fromThrowable(e);
    return status != null
        && status.getDetailsList().stream()
            .anyMatch(detail -> detail.is(NamespaceNotFoundFailure.class));
  }

  /// Makes a call again while the server has no time for it.
  private static <R> R patiently(Supplier<R> call) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (attempt >= attempts(e)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private static int attempts(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED -> ATTEMPTS;
      case DEADLINE_EXCEEDED -> SLOW_ATTEMPTS;
      default -> 1;
    };
  }
}

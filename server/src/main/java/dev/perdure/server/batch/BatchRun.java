package dev.perdure.server.batch;

import dev.perdure.server.store.BatchJob;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.InstantSource;
import java.util.List;
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
/// It is as far as its last page on disk: after a crash it does that page again, and what was done
/// to a run of it already is not done twice.
final class BatchRun {
  private static final Logger log = LoggerFactory.getLogger(BatchRun.class);

  private static final float PER_SECOND = 50;
  private static final int AT_A_TIME = 5;
  private static final int ATTEMPTS = 50;
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
    this.targets = new BatchTargets(job);
    this.operation = new BatchOperation(job.request());
    float wished = job.request().getMaxOperationsPerSecond();
    this.pace = new Pace(wished > 0 ? wished : PER_SECOND);
    this.thread = Thread.ofVirtual().name("perdure-batch-" + job.id()).unstarted(() -> run(ended));
  }

  void start() {
    thread.start();
  }

  /// How far it is.
  synchronized BatchJob job() {
    return job.isRunning() ? job.after(complete.get(), failed.get(), job.place()) : job;
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
      if (job().place().isEmpty()) {
        keep(BatchDescription.counted(job(), patiently(() -> targets.count(service))));
      }
      while (job().isRunning()) {
        var page = patiently(() -> targets.page(service, job().place()));
        perform(page.runs());
        var reached = job().after(0, 0, page.next());
        keep(
            page.next().isEmpty() ? BatchDescription.completed(reached, clock.instant()) : reached);
      }
      ended.run();
    } catch (InterruptedException e) {
      log.debug("The batch operation {} was stopped", thread.getName());
    } catch (StatusRuntimeException e) {
      failed(e, ended);
    }
  }

  private void failed(StatusRuntimeException problem, Runnable ended) {
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

  /// A run that has closed or is gone needs nothing any more.
  private boolean isDone(WorkflowExecution run) throws InterruptedException {
    try {
      return patiently(
          () -> {
            operation.perform(service, run);
            return true;
          });
    } catch (StatusRuntimeException e) {
      log.debug("{} is refused for {}", thread.getName(), run.getWorkflowId(), e);
      return e.getStatus().getCode() == Status.Code.NOT_FOUND;
    }
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
        if (!mayPass(e) || attempt == ATTEMPTS) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private static boolean mayPass(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED -> true;
      default -> false;
    };
  }
}

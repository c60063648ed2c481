package dev.perdure.server;

import dev.perdure.server.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the server does for itself beside its calls, step by step. When a step fails, the work
/// begins anew.
final class Chore {
  private static final Logger log = LoggerFactory.getLogger(Chore.class);

  private final ScheduledExecutorService scheduler;
  private final String undone;
  private final Runnable anew;

  /// @param undone what the log says of a step that failed
  /// @param anew begins the work again, after a while
  Chore(ScheduledExecutorService scheduler, String undone, Runnable anew) {
    this.scheduler = scheduler;
    this.undone = undone;
    this.anew = anew;
  }

  /// Takes a step after some time, unless the server is closed.
  void later(Runnable step, long nanos) {
    try {
      var _ = scheduler.schedule(() -> safely(step), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("The server is closed", e);
    }
  }

  /// Takes a step with what was asked for, once it is there.
  <T> void then(CompletableFuture<T> asked, Consumer<? super T> step) {
    var _ =
        asked.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                later(() -> step.accept(answer), 0);
              } else {
                failed(failure);
              }
            });
  }

  /// Something to run for each of several answers; for the last one it runs `then`.
  static Runnable afterAll(int answers, Runnable then) {
    var left = new AtomicInteger(answers);
    return () -> {
      if (left.decrementAndGet() == 0) {
        then.run();
      }
    };
  }

  private void safely(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof StoreException) {
      log.debug("{}", undone, failure);
    } else {
      log.warn("{}; it is tried again", undone, failure);
    }
    anew.run();
  }
}

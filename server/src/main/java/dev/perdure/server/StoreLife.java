package dev.perdure.server;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a server stands with its store.
///
/// After a failed write nobody knows what is on disk: what is in memory is dropped, the store is
/// opened anew, and the server goes on with what is there. A full or failing disk is given a while
/// to come back. There is one thread that does this at a time; a write that fails while it does
/// makes it begin again.
final class StoreLife {
  private static final Logger log = LoggerFactory.getLogger(StoreLife.class);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

  private static final Rejection RECOVERS =
      new Rejection(
          Rejection.Code.UNAVAILABLE, "The server recovers from a failed write; try again.", null);

  /// What the server does.
  enum Phase {
    /// It takes requests.
    RUNNING,
    /// It opens its store anew.
    RECOVERING,
    /// Its store cannot be used any more.
    FATAL,
    /// It was closed.
    CLOSED
  }

  /// What works with the store. Never called by two threads at a time.
  interface Users {
    /// Drops everything in memory and refuses all requests. May be called again.
    void stop(Rejection rejection);

    /// Takes requests again.
    void goOnWith(Store store);

    /// Brings back what was in progress.
    Ongoing recover(Store store);

    /// The server is of no more use.
    void ended(String reason);
  }

  /// What brings back what was in progress.
  interface Ongoing {
    /// Ends it, finished or not.
    void stop();

    /// Whether what is due may be late, since the store could not be read.
    boolean failing();
  }

  private final Users users;
  private final Duration patience;
  private final Function<Store, Store> reopen;

  /// Guards the fields below.
  private final Object lock = new Object();

  private Phase phase = Phase.RUNNING;
  private Store store;
  private @Nullable Ongoing recovery;
  private @Nullable Thread thread;

  /// The store that is being taken into use has failed already.
  private @Nullable StoreException failedAgain;

  /// @param patience how long a full or failing disk is given to come back
  /// @param reopen opens a store anew after it failed
  StoreLife(Store store, Users users, Duration patience, Function<Store, Store> reopen) {
    this.store = store;
    this.users = users;
    this.patience = patience;
    this.reopen = reopen;
  }

  /// Begins to recover what was in progress, and to watch the store.
  void start() {
    synchronized (lock) {
      recovery = users.recover(store);
    }
    watch(store());
  }

  Phase phase() {
    synchronized (lock) {
      return phase;
    }
  }

  /// Whether requests are served and nothing that is due is known to be stuck.
  boolean isServing() {
    synchronized (lock) {
      return phase == Phase.RUNNING && recovery != null && !recovery.failing();
    }
  }

  Store store() {
    synchronized (lock) {
      return store;
    }
  }

  /// Ends the watch and the recovery.
  ///
  /// @return false when that was done before
  boolean end() {
    synchronized (lock) {
      if (phase == Phase.CLOSED) {
        return false;
      }
      phase = Phase.CLOSED;
      stopRecovery();
      lock.notifyAll();
      return true;
    }
  }

  /// Waits until the store is not being opened anew any more, after [#end].
  void awaitReopening() {
    Thread reopening;
    synchronized (lock) {
      reopening = thread;
    }
    if (reopening == null || reopening == Thread.currentThread()) {
      return;
    }
    try {
      if (!reopening.join(CLOSE_WAIT)) {
        log.warn("The database {} is still being opened", store().file());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Store watched) {
    watched.journal().onFailure(cause -> failed(watched, cause));
  }

  /// A write failed.
  void failed(Store failed, StoreException cause) {
    synchronized (lock) {
      if (failed != store) {
        return;
      }
      if (phase == Phase.RECOVERING) {
        failedAgain = cause;
      } else if (phase == Phase.RUNNING) {
        phase = Phase.RECOVERING;
        stopRecovery();
        thread = Thread.ofPlatform().daemon().name("perdure-reopen").start(() -> recover(cause));
      }
    }
  }

  private void recover(StoreException first) {
    try {
      long until = System.nanoTime() + patience.toNanos();
      @Nullable StoreException cause = first;
      while (cause != null) {
        log.error("A write failed; the state in memory is dropped and read again", cause);
        users.stop(RECOVERS);
        checkNotFenced(cause);
        var reopened = openAgain(until);
        if (reopened == null) {
          return;
        }
        watch(reopened);
        users.goOnWith(reopened);
        cause = finished(reopened);
        if (cause != null && (isOver(until) || !pause(FIRST_PAUSE_MILLIS))) {
          throw cause;
        }
      }
    } catch (Throwable e) {
      fatal(e);
    }
  }

  /// Who lost the file to another server must not take it back.
  private static void checkNotFenced(StoreException cause) {
    if (cause.kind() == StoreException.Kind.FENCED) {
      throw cause;
    }
  }

  /// @return null when the server was closed meanwhile
  private @Nullable Store openAgain(long untilNanos) throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return taken(reopen.apply(store()));
      } catch (StoreException e) {
        if (!mayPass(e) || isOver(untilNanos)) {
          throw e;
        }
        log.warn("The store could not be opened again yet: {}", e.getMessage());
      }
      if (!pause(Math.min(pause, LONGEST_PAUSE_MILLIS))) {
        return null;
      }
      pause *= 2;
    }
  }

  private static boolean isOver(long untilNanos) {
    return System.nanoTime() - untilNanos >= 0;
  }

  private static boolean mayPass(StoreException e) {
    return e.kind() == StoreException.Kind.FULL || e.kind() == StoreException.Kind.IO;
  }

  private @Nullable Store taken(Store reopened) {
    synchronized (lock) {
      store = reopened;
      failedAgain = null;
      if (phase != Phase.CLOSED) {
        return reopened;
      }
    }
    // Whoever closed the server may not have waited for this store.
    reopened.close();
    return null;
  }

  /// @return false when the server was closed meanwhile
  private boolean pause(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (lock) {
      long left = until - System.nanoTime();
      while (phase != Phase.CLOSED && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
        left = until - System.nanoTime();
      }
      return phase != Phase.CLOSED;
    }
  }

  /// @return why it has to be done all over again, or null
  private @Nullable StoreException finished(Store reopened) {
    synchronized (lock) {
      if (phase == Phase.CLOSED || failedAgain != null) {
        return phase == Phase.CLOSED ? null : failedAgain;
      }
      recovery = users.recover(reopened);
      phase = Phase.RUNNING;
      thread = null;
      return null;
    }
  }

  private void fatal(Throwable cause) {
    synchronized (lock) {
      if (phase == Phase.CLOSED) {
        return;
      }
      phase = Phase.FATAL;
    }
    var reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    log.error("The server cannot go on: {}", reason, cause);
    try {
      users.stop(
          new Rejection(Rejection.Code.UNAVAILABLE, "The server cannot go on: " + reason, null));
    } finally {
      users.ended(reason);
    }
  }

  private void stopRecovery() {
    if (recovery != null) {
      recovery.stop();
    }
  }
}

package dev.perdure.internal.coroutine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One thread of execution in workflow code: a virtual thread that runs only while it holds the
/// baton.
///
/// The baton is the field `running`. Who writes it gives the baton away and parks until it comes
/// back, so exactly one side runs at any time, and each sees all that the other wrote before.
public final class Coroutine {
  private final Scheduler scheduler;
  private final String name;
  private final Runnable body;
  private @Nullable Thread thread;
  private volatile @Nullable Thread driver;
  private @Nullable Throwable failure;
  private volatile boolean running;
  private volatile boolean done;

  Coroutine(Scheduler scheduler, String name, Runnable body) {
    this.scheduler = scheduler;
    this.name = name;
    this.body = body;
  }

  /// What it is for, as in `signal approve`.
  public String name() {
    return name;
  }

  /// Whether its code has ended.
  public boolean isDone() {
    return done;
  }

  /// Hands the baton to the coroutine; returns when it waits or has ended.
  void resume() {
    driver = Thread.currentThread();
    running = true;
    if (thread == null) {
      thread = Thread.ofVirtual().name(name).unstarted(this::run);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
    awaitBaton();
    if (failure != null) {
      throw new IllegalStateException("The coroutine " + name + " failed", failure);
    }
  }

  /// Parks the driver while the coroutine has the baton.
  private void awaitBaton() {
    boolean interrupted = false;
    while (running) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
      scheduler.throwIfDeadlocked();
    }
    driver = null; // who waits for days should not keep it in memory
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives the baton back; returns when the coroutine gets it again. Called on its own thread.
  void giveWay() {
    scheduler.idle();
    running = false;
    LockSupport.unpark(driver);
    while (!running) {
      LockSupport.park(this);
      // Only the deadlock watch interrupts, and what it meant is over.
      var _ = Thread.interrupted();
    }
    scheduler.busy();
  }

  private void run() {
    scheduler.busy();
    try {
      body.run();
    } catch (CoroutineStopped e) {
      // evicted: nothing is left to do
    } catch (Throwable e) {
      failure = e;
    } finally {
      done = true;
      scheduler.idle();
      running = false;
      LockSupport.unpark(driver);
    }
  }

  /// Lets a coroutine that waits run to its end, in which every wait throws [CoroutineStopped].
  void unwind() {
    if (thread == null || done) {
      return;
    }
    driver = Thread.currentThread();
    awaitBaton(); // one that is still at a blocking call goes on until it ends or waits
    if (!done) {
      resume();
    }
  }

  /// Where its code is; empty before it starts and after it ends.
  StackTraceElement[] stackTrace() {
    return thread == null || done ? new StackTraceElement[0] : thread.getStackTrace();
  }
}

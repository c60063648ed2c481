package dev.perdure.internal.workflow;

import dev.perdure.failure.Failure;
import dev.perdure.internal.coroutine.Coroutine;
import dev.perdure.workflow.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A promise of one run. Who waits for it is woken in the order of their calls.
class RunPromise<T extends @Nullable Object> implements Promise<T> {
  private final RunContext run;
  private @Nullable Runnable cancellation;
  private @Nullable CancelScope scope;
  private @Nullable List<Runnable> waiting;
  private @Nullable T value;
  private @Nullable Throwable failure;
  private boolean done;
  private boolean asked;

  RunPromise(RunContext run) {
    this.run = run;
  }

  /// What [#cancel] does, and the scope that does it too; null for none.
  void onCancel(@Nullable CancelScope around, Runnable action) {
    cancellation = action;
    scope = around;
    if (around != null) {
      around.add(action);
    }
  }

  /// Sets the result; no effect on what is done.
  void complete(T result) {
    if (!done) {
      value = result;
      finish();
    }
  }

  /// Sets the failure; no effect on what is done.
  void fail(Throwable reason) {
    if (!done) {
      failure = reason;
      finish();
    }
  }

  /// Fails with what code of the workflow's own threw, which is not to go unnoticed.
  void threw(Throwable reason) {
    if (!asked) {
      run.forgotten.add(reason, run.replaying);
    }
    fail(reason);
  }

  /// The failure, for somebody who will not do anything about it.
  @Nullable Throwable reason() {
    return failure;
  }

  /// Lets its scope forget it: nobody will wait for it any more.
  void letGo() {
    if (scope != null && cancellation != null) {
      scope.remove(cancellation);
    }
    scope = null;
    cancellation = null;
  }

  private void finish() {
    done = true;
    letGo();
    if (waiting != null) {
      List<Runnable> all = waiting;
      waiting = null;
      all.forEach(Runnable::run);
    }
  }

  /// Runs an action when there is a result or failure: at once if there is.
  void whenDone(Runnable action) {
    if (done) {
      action.run();
      return;
    }
    if (waiting == null) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(action);
  }

  @Override
  public T get() {
    ask();
    awaitDone();
    if (failure != null) {
      throw Sneaky.rethrow(located(failure));
    }
    return result();
  }

  /// Null where `T` allows it.
  @SuppressWarnings("NullAway")
  T result() {
    return value;
  }

  void awaitDone() {
    WorkflowContext.current(); // refuses other threads
    if (!done) {
      run.requireWritable("wait for a promise");
      Coroutine waiter = run.scheduler.current();
      whenDone(() -> run.scheduler.wake(waiter));
      while (!done) {
        run.scheduler.park();
      }
    }
  }

  /// A failure that came from another process shows where the workflow met it.
  private static Throwable located(Throwable failure) {
    return failure instanceof Failure && failure.getStackTrace().length == 0
        ? failure.fillInStackTrace()
        : failure;
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public @Nullable Throwable failure() {
    if (done) {
      ask();
    }
    return failure;
  }

  /// From here on somebody knows what became of it.
  void ask() {
    asked = true;
    if (failure != null) {
      run.forgotten.remove(failure);
    }
  }

  @Override
  public void cancel() {
    WorkflowContext.current();
    run.requireWritable("cancel");
    if (cancellation != null) {
      cancellation.run();
    }
  }

  @Override
  public <R extends @Nullable Object> Promise<R> then(Function<? super T, ? extends R> function) {
    return WorkflowContext.current().then(this, function);
  }
}

package dev.perdure.internal.workflow;

import dev.perdure.workflow.Promise;
import dev.perdure.workflow.TaskScope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A scope with forks. The first fork that fails cancels the others.
final class ForkScope implements TaskScope {
  private final RunContext run;
  private final WorkflowContext context;
  private final CancelScope around;
  private final CancelScope scope;
  private final List<RunPromise<?>> forks = new ArrayList<>();
  private @Nullable Throwable failure;

  /// @param around cancels what forks have left under way when they ended: to leave the block, or
  ///   the failure of one, cancels forks only
  ForkScope(RunContext run, WorkflowContext context, CancelScope around) {
    this.run = run;
    this.context = context;
    this.around = around;
    this.scope = new CancelScope(around);
  }

  @Override
  public <T extends @Nullable Object> Promise<T> fork(Callable<? extends T> code) {
    WorkflowContext.current();
    RunPromise<T> fork = context.fork("fork", scope, around, code);
    forks.add(fork);
    fork.whenDone(
        () -> {
          if (fork.reason() != null && failure == null) {
            failure = fork.reason();
            scope.cancel();
          }
        });
    return fork;
  }

  @Override
  public Promise<@Nullable Void> fork(Runnable code) {
    return fork(WorkflowContext.callable(code));
  }

  @Override
  public void join() {
    forks.forEach(RunPromise::ask); // before they fail, so that nobody is warned
    awaitAll();
    forks.forEach(RunPromise::ask);
    if (failure != null) {
      throw Sneaky.rethrow(failure);
    }
  }

  private void awaitAll() {
    for (int i = 0; i < forks.size(); i++) {
      forks.get(i).awaitDone();
    }
  }

  @Override
  public void cancel() {
    run.requireWritable("cancel");
    scope.cancel();
  }

  @Override
  public void close() {
    scope.cancel();
    awaitAll();
    scope.end();
  }
}

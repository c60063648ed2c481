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
  private final CancelScope scope;
  private final List<RunPromise<?>> forks = new ArrayList<>();
  private @Nullable Throwable failure;

  ForkScope(RunContext run, WorkflowContext context, CancelScope scope) {
    this.run = run;
    this.context = context;
    this.scope = scope;
  }

  @Override
  public <T extends @Nullable Object> Promise<T> fork(Callable<? extends T> code) {
    WorkflowContext.current();
    RunPromise<T> fork = context.fork("fork", scope, code);
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

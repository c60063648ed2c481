package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.update.UpdateLifecycle;
import dev.perdure.server.clock.Await;
import dev.perdure.server.dispatch.UpdateWaits;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A caller that waits until an update is far enough, or for so long that it is better to tell it
/// how far the update is by then.
final class UpdateWait implements UpdateWaits.Wait, Waits.Wait {
  private static final Duration MOST = Duration.ofSeconds(20);

  private final Backend backend;
  private final Waits waits;
  private final UnaryCall<?, ?> call;
  private final UpdateWaits.Update update;
  private final UpdateWorkflowExecutionLifecycleStage wanted;
  private final Consumer<UpdateStatus> done;
  private final Consumer<Rejection> refused;
  private final Await await;
  private UpdateStatus status;
  private boolean isOver;
  private @Nullable ScheduledFuture<?> timeout;

  private UpdateWait(
      Backend backend,
      Waits waits,
      UnaryCall<?, ?> call,
      UpdateWaits.Update update,
      UpdateStatus status,
      UpdateWorkflowExecutionLifecycleStage wanted,
      Consumer<UpdateStatus> done,
      Consumer<Rejection> refused) {
    this.backend = backend;
    this.waits = waits;
    this.call = call;
    this.update = update;
    this.status = status;
    this.wanted = wanted;
    this.done = done;
    this.refused = refused;
    this.await = new Await(backend.awaits());
  }

  /// Begins to wait, in the turn that found how far the update is.
  ///
  /// @param done called once with the status to answer with, unless `refused` is called
  /// @return what to do when all that is said of the update is durable
  static Runnable begin(
      Backend backend,
      Waits waits,
      UnaryCall<?, ?> call,
      EntityKey key,
      UpdateStatus status,
      UpdateWorkflowExecutionLifecycleStage wanted,
      Consumer<UpdateStatus> done,
      Consumer<Rejection> refused) {
    if (status.reaches(wanted)) {
      return () -> done.accept(status);
    }
    var update = new UpdateWaits.Update(key, status.runId(), status.updateId());
    var wait = new UpdateWait(backend, waits, call, update, status, wanted, done, refused);
    if (!backend.updates().await(update, wait)) {
      return () -> refused.accept(Rejection.busyWorkflow("too many callers wait for this update"));
    }
    if (wanted == UpdateCalls.COMPLETED) {
      wait.await.begin();
    }
    return wait::waitAtMost;
  }

  private void waitAtMost() {
    synchronized (this) {
      if (!isOver) {
        waits.add(this);
        timeout = backend.scheduler().schedule(this::answer, MOST.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
    call.onCancel(this::forget);
  }

  @Override
  public void reaching(UpdateStatus next) {
    if (next.reaches(wanted)) {
      await.end();
    }
  }

  @Override
  public void rejecting() {
    await.end();
  }

  @Override
  public void reached(UpdateStatus reached) {
    synchronized (this) {
      status = reached;
    }
    if (reached.reaches(wanted)) {
      answer();
    }
  }

  @Override
  public void rejected(Rejection rejection) {
    if (forget()) {
      refused.accept(rejection);
    }
  }

  /// The server stops, and forgets what is not in the history: then the caller asks again.
  @Override
  public void end() {
    boolean isKept;
    synchronized (this) {
      isKept = status.isInHistory();
    }
    if (isKept) {
      answer();
    } else {
      rejected(UpdateLifecycle.LOST);
    }
  }

  /// Answers with how far the update is.
  private void answer() {
    if (forget()) {
      UpdateStatus last;
      synchronized (this) {
        last = status;
      }
      done.accept(last);
    }
  }

  private boolean forget() {
    synchronized (this) {
      if (isOver) {
        return false;
      }
      isOver = true;
      await.end();
      if (timeout != null) {
        timeout.cancel(false);
      }
    }
    waits.remove(this);
    backend.updates().forget(update, this);
    return true;
  }
}

package dev.perdure.internal.workflow;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Code of one run that waits its turn: first come, first served. What is handed over belongs to
/// who was first at once, before it runs again, so nobody gets ahead of it; and who is cancelled
/// while it waits leaves the line.
///
/// @param <O> what they bring
/// @param <T> what they get
public final class WaitLine<O extends @Nullable Object, T extends @Nullable Object> {
  private final ArrayDeque<Waiter<O, T>> waiting = new ArrayDeque<>(2);

  private static final class Waiter<O extends @Nullable Object, T extends @Nullable Object> {
    final O offer;
    final RunPromise<T> turn;

    Waiter(O offer, RunPromise<T> turn) {
      this.offer = offer;
      this.turn = turn;
    }
  }

  /// What was handed over in time.
  public record Handed<T extends @Nullable Object>(T value) {}

  /// Waits until something is handed over.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public T await(O offer) {
    return join(WorkflowContext.current(), offer).turn.get();
  }

  /// Waits until something is handed over, but not longer than a durable timer runs. Null when the
  /// time was over first.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public @Nullable Handed<T> await(O offer, Duration timeout) {
    WorkflowContext context = WorkflowContext.current();
    Waiter<O, T> waiter = join(context, offer);
    boolean handed = false;
    try {
      handed = context.await(timeout, null, waiter.turn::isDone);
    } finally {
      if (!handed) {
        waiting.remove(waiter);
        waiter.turn.letGo();
      }
    }
    return handed ? new Handed<>(waiter.turn.get()) : null;
  }

  private Waiter<O, T> join(WorkflowContext context, O offer) {
    context.requireWritable("wait");
    if (context.isCancelled()) {
      throw context.cancelled();
    }
    var turn = new RunPromise<T>(context.run());
    var waiter = new Waiter<>(offer, turn);
    turn.onCancel(
        context.cancelScope(),
        () -> {
          waiting.remove(waiter);
          turn.fail(context.cancelled());
        });
    waiting.add(waiter);
    return waiter;
  }

  /// Whether nobody waits.
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Hands something to who is first in line, and returns what that one brings.
  public O hand(T value) {
    Waiter<O, T> first = waiting.remove();
    first.turn.complete(value);
    return first.offer;
  }
}

package dev.perdure.workflow;

import dev.perdure.internal.workflow.WaitLine;
import dev.perdure.internal.workflow.WorkflowContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A queue between pieces of code of one workflow run, such as a signal's handler that puts and a
/// run method that takes.
///
/// Who puts and who takes is served in the order in which it came, and the same in replay. Who is
/// cancelled while it waits neither puts nor takes. Elements are never null.
///
/// @param <E> the elements' type
public final class WorkflowQueue<E> {
  private final int capacity;
  private final ArrayDeque<E> elements = new ArrayDeque<>();
  private final WaitLine<@Nullable Void, E> takers = new WaitLine<>();
  private final WaitLine<E, @Nullable Void> putters = new WaitLine<>();

  /// A queue without a limit.
  public WorkflowQueue() {
    this(Integer.MAX_VALUE);
  }

  /// A queue of at most `capacity` elements.
  public WorkflowQueue(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("A queue cannot have a capacity of " + capacity + ".");
    }
    this.capacity = capacity;
  }

  /// Adds an element at the end; waits for room when there is none.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public void put(E element) {
    if (!offer(element)) {
      putters.await(element);
    }
  }

  /// Adds an element at the end if there is room; returns whether it did.
  public boolean offer(E element) {
    Objects.requireNonNull(element, "a queue has no null elements");
    WorkflowContext.current().requireWritable("change a queue");
    if (!takers.isEmpty()) {
      takers.hand(element);
      return true;
    }
    return elements.size() < capacity && elements.add(element);
  }

  /// Adds an element at the end; waits for room when there is none, but not longer than a durable
  /// timer runs. Returns whether it did.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public boolean offer(E element, Duration timeout) {
    return offer(element) || putters.await(element, timeout) != null;
  }

  /// Takes the first element; waits for one when there is none.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public E take() {
    E first = poll();
    return first == null ? takers.await(null) : first;
  }

  /// Takes the first element; null when there is none.
  public @Nullable E poll() {
    WorkflowContext.current().requireWritable("change a queue");
    E first = elements.poll();
    if (first != null && !putters.isEmpty()) {
      elements.add(putters.hand(null));
    }
    return first;
  }

  /// Takes the first element; waits for one when there is none, but not longer than a durable timer
  /// runs. Null when the time was over first.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public @Nullable E poll(Duration timeout) {
    E first = poll();
    if (first != null) {
      return first;
    }
    var handed = takers.await(null, timeout);
    return handed == null ? null : handed.value();
  }

  /// The first element, which stays; null when there is none.
  public @Nullable E peek() {
    return elements.peek();
  }

  /// How many elements there are.
  public int size() {
    return elements.size();
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return elements.isEmpty();
  }
}

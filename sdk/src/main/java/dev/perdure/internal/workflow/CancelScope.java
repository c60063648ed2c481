package dev.perdure.internal.workflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is cancelled together: operations that are under way, and the scopes within.
final class CancelScope {
  private final @Nullable CancelScope heir;
  private @Nullable CancelScope parent;
  private final @Nullable Runnable asChild;
  private @Nullable List<Runnable> members;
  private boolean cancelled;
  private boolean ended;

  /// A scope within another one; null for one that nothing around it cancels.
  CancelScope(@Nullable CancelScope parent) {
    this(parent, parent);
  }

  /// A scope within another one.
  ///
  /// @param heir what cancels that which the scope's code has left under way when it ended
  CancelScope(@Nullable CancelScope parent, @Nullable CancelScope heir) {
    this.parent = parent;
    this.heir = heir;
    if (parent == null) {
      asChild = null;
    } else {
      cancelled = parent.cancelled;
      asChild = this::cancel;
      parent.add(asChild);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  /// Adds what to do when the scope is cancelled.
  void add(Runnable cancellation) {
    if (members == null) {
      members = new ArrayList<>(1);
    }
    members.add(cancellation);
  }

  void remove(Runnable cancellation) {
    if (members != null) {
      members.remove(cancellation);
    }
    leave();
  }

  /// Cancels everything in it, in the order in which it was added, and all that is added later.
  void cancel() {
    if (cancelled) {
      return;
    }
    cancelled = true;
    if (members != null) {
      List.copyOf(members).forEach(Runnable::run);
    }
  }

  /// Its code has ended. What that has left under way is still cancelled, with the heir.
  void end() {
    ended = true;
    if (parent != heir && parent != null && heir != null && asChild != null) {
      parent.remove(asChild);
      parent = heir;
      heir.add(asChild);
    }
    leave();
  }

  private void leave() {
    if (ended && parent != null && asChild != null && (members == null || members.isEmpty())) {
      parent.remove(asChild);
    }
  }
}

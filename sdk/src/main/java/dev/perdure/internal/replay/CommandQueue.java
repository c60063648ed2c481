package dev.perdure.internal.replay;

import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The commands that workflow code made, in order, until events confirm them. The command that
/// closes the run goes behind all others, whenever it was made.
final class CommandQueue {
  private final ArrayDeque<PendingCommand> pending = new ArrayDeque<>(2);
  private @Nullable PendingCommand close;

  void add(PendingCommand command) {
    pending.add(command);
  }

  /// Sets the command that closes the run.
  void close(PendingCommand command) {
    close = command;
  }

  void withdraw(PendingCommand command) {
    pending.remove(command);
  }

  /// Matches an event with the command that it should confirm.
  void confirm(HistoryEvent event) {
    PendingCommand next = pending.poll();
    if (next == null) {
      next = close;
      close = null;
    }
    if (next == null) {
      throw new NondeterminismException(
          "event %d of the history is %s, but the workflow code asked for nothing more."
              .formatted(event.getEventId(), name(event.getEventType())));
    }
    if (next.event() != event.getEventType()) {
      throw new NondeterminismException(
          "event %d of the history is %s, but the workflow code asked for %s (%s) there."
              .formatted(
                  event.getEventId(),
                  name(event.getEventType()),
                  name(next.event()),
                  next.describe()));
    }
    next.recorded(event);
  }

  /// Checks that the history has an event for every command.
  ///
  /// @param until up to which event that was looked for
  void requireConfirmed(long until) {
    PendingCommand next = pending.isEmpty() ? close : pending.peek();
    if (next != null) {
      throw new NondeterminismException(
          "the workflow code asked for %s (%s), but the history has no event for it up to event %d."
              .formatted(name(next.event()), next.describe(), until));
    }
  }

  boolean isClosing() {
    return close != null;
  }

  /// The commands to send.
  List<Command> build() {
    List<Command> result = new ArrayList<>(pending.size() + 1);
    pending.forEach(command -> result.add(command.build()));
    if (close != null) {
      result.add(close.build());
    }
    return result;
  }

  /// The messages whose places the commands mark, in order.
  List<Message> messages() {
    List<Message> result = List.of();
    for (PendingCommand command : pending) {
      Message message = command.message();
      if (message != null) {
        result = result.isEmpty() ? new ArrayList<>(pending.size()) : result;
        result.add(message);
      }
    }
    return result;
  }

  /// `EVENT_TYPE_TIMER_STARTED` as `TimerStarted`.
  static String name(EventType type) {
    return camelCase(type.name().substring("EVENT_TYPE_".length()));
  }

  /// `NOT_FOUND` as `NotFound`.
  static String camelCase(String constant) {
    var result = new StringBuilder();
    for (String word : constant.split("_", -1)) {
      if (!word.isEmpty()) {
        result.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
    }
    return result.toString();
  }
}

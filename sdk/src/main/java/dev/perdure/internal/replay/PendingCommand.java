package dev.perdure.internal.replay;

import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import org.jspecify.annotations.Nullable;

/// A command that workflow code made and that no event confirms yet.
///
/// It is built only when it is sent: in replay nothing is.
interface PendingCommand {
  /// The type of the event that will confirm it.
  EventType event();

  /// As in `activity 1 of type charge`, for messages.
  String describe();

  /// Takes in the event that confirms it.
  ///
  /// @throws NondeterminismException when the event is about something else
  void recorded(HistoryEvent event);

  /// The command as it is sent.
  Command build();

  /// The message whose place the command marks; null for a command that says all by itself.
  default @Nullable Message message() {
    return null;
  }
}

package dev.perdure.internal.replay;

import dev.perdure.internal.replay.CloseMachine.Input;
import dev.perdure.internal.replay.CloseMachine.Kind;
import dev.perdure.internal.replay.CloseMachine.State;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;

/// The end of one run.
final class Closing {
  private final CommandQueue commands;
  private State state = new State.Open();

  Closing(CommandQueue commands) {
    this.commands = commands;
  }

  void request(CloseCommand command) {
    State before = state;
    state = CloseMachine.next(state, new Input.Requested(kind(command)));
    if (!state.equals(before)) {
      commands.close(new Close(kind(command), command));
    }
  }

  private static Kind kind(CloseCommand command) {
    return switch (command) {
      case CloseCommand.Complete _ -> Kind.COMPLETE;
      case CloseCommand.Fail _ -> Kind.FAIL;
      case CloseCommand.Cancel _ -> Kind.CANCEL;
      case CloseCommand.ContinueAsNew _ -> Kind.CONTINUE_AS_NEW;
    };
  }

  private final class Close implements PendingCommand {
    private final Kind kind;
    private final CloseCommand command;

    Close(Kind kind, CloseCommand command) {
      this.kind = kind;
      this.command = command;
    }

    @Override
    public EventType event() {
      return kind.event;
    }

    @Override
    public String describe() {
      return "the end of the workflow";
    }

    @Override
    public void recorded(HistoryEvent event) {
      state = CloseMachine.next(state, new Input.Recorded(kind));
    }

    @Override
    public Command build() {
      return command.build();
    }
  }
}

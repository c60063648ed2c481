package dev.perdure.engine.workflowtask;

import dev.perdure.engine.activity.RequestCancelActivity;
import dev.perdure.engine.activity.ScheduleActivity;
import dev.perdure.engine.child.StartChild;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.external.CancelExternal;
import dev.perdure.engine.external.SignalExternal;
import dev.perdure.engine.run.CloseCommands;
import dev.perdure.engine.run.ContinueAsNew;
import dev.perdure.engine.run.RecordMarker;
import dev.perdure.engine.run.UpsertProperties;
import dev.perdure.engine.timer.CancelTimer;
import dev.perdure.engine.timer.StartTimer;
import dev.perdure.engine.update.UpdateAnswers;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends each command of a completion to its own decision, in order.
final class Commands {
  private Commands() {}

  /// What is wrong with the list as such, null if nothing is.
  static @Nullable String problem(List<Command> commands) {
    for (int i = 0; i < commands.size(); i++) {
      var command = commands.get(i);
      if (name(command.getCommandType()).isEmpty()) {
        return "unknown command type: "
            + (command.getCommandTypeValue() == 0
                ? "Unspecified"
                : Integer.toString(command.getCommandTypeValue()));
      }
      if (i < commands.size() - 1 && closes(command.getCommandType())) {
        var names = new StringBuilder();
        for (var each : commands) {
          names.append(names.isEmpty() ? "" : ", ").append(name(each.getCommandType()));
        }
        return "invalid command sequence: [%s], command %s must be the last command."
            .formatted(names, name(command.getCommandType()));
      }
    }
    return null;
  }

  private static boolean closes(CommandType type) {
    return switch (type) {
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
          COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
          COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION ->
          true;
      default -> false;
    };
  }

  /// A command type as texts spell it (`StartTimer`), empty if it is not known.
  private static String name(CommandType type) {
    if (type == CommandType.UNRECOGNIZED || type == CommandType.COMMAND_TYPE_UNSPECIFIED) {
      return "";
    }
    var name = new StringBuilder();
    for (var word : type.name().substring("COMMAND_TYPE_".length()).split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }

  /// Carries out the commands; stops at the first one that fails.
  ///
  /// @param updates what the messages of the completion say
  static @Nullable CommandFailure apply(
      CommandScope scope, UpdateAnswers updates, RespondWorkflowTaskCompletedRequest request) {
    for (var command : request.getCommandsList()) {
      var failure = CommandAttributes.missing(command, name(command.getCommandType()));
      if (failure == null) {
        failure =
            command.getCommandType() == CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE
                ? updates.apply(command)
                : apply(scope, command);
      }
      if (failure != null) {
        return failure;
      }
    }
    return updates.applyRest();
  }

  private static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    return switch (command.getCommandType()) {
      case COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK -> ScheduleActivity.apply(scope, command);
      case COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK -> RequestCancelActivity.apply(scope, command);
      case COMMAND_TYPE_START_TIMER -> StartTimer.apply(scope, command);
      case COMMAND_TYPE_CANCEL_TIMER -> CancelTimer.apply(scope, command);
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION -> CloseCommands.complete(scope, command);
      case COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION -> CloseCommands.fail(scope, command);
      case COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION -> CloseCommands.cancel(scope, command);
      case COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION -> ContinueAsNew.apply(scope, command);
      case COMMAND_TYPE_RECORD_MARKER -> RecordMarker.apply(scope, command);
      case COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ->
          UpsertProperties.searchAttributes(scope, command);
      case COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES -> UpsertProperties.memo(scope, command);
      case COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION -> StartChild.apply(scope, command);
      case COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION -> SignalExternal.apply(scope, command);
      case COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION ->
          CancelExternal.apply(scope, command);
      default -> notSupported(command.getCommandType());
    };
  }

  private static CommandFailure notSupported(CommandType type) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FEATURE_DISABLED,
        "the command " + name(type) + " is not supported yet by this server");
  }
}

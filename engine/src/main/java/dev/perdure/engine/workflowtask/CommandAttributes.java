package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.CommandFailure;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.Command.AttributesCase;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes that belong to each type of command.
final class CommandAttributes {
  private static final Map<CommandType, AttributesCase> OF_TYPES = ofTypes();

  private CommandAttributes() {}

  private static Map<CommandType, AttributesCase> ofTypes() {
    var attributes = new EnumMap<CommandType, AttributesCase>(CommandType.class);
    for (var type : CommandType.values()) {
      if (type != CommandType.COMMAND_TYPE_UNSPECIFIED && type != CommandType.UNRECOGNIZED) {
        var name = type.name().substring("COMMAND_TYPE_".length());
        attributes.put(type, AttributesCase.valueOf(name + "_COMMAND_ATTRIBUTES"));
      }
    }
    return attributes;
  }

  /// The failure of a command that lacks its attributes; null if it has them. Some types would do
  /// without, but a worker that leaves them out has lost something.
  ///
  /// @param name the type as texts spell it
  static @Nullable CommandFailure missing(Command command, String name) {
    var type = command.getCommandType();
    if (command.getAttributesCase() == OF_TYPES.get(type)) {
      return null;
    }
    var cause = cause(type);
    return cause == null
        ? null
        : new CommandFailure(
            cause, "%sCommandAttributes is not set on %sCommand.".formatted(name, name));
  }

  /// Null for the types that nothing carries out here: they fail by themselves.
  private static @Nullable WorkflowTaskFailedCause cause(CommandType type) {
    return switch (type) {
      case COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES;
      case COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES;
      case COMMAND_TYPE_START_TIMER ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES;
      case COMMAND_TYPE_CANCEL_TIMER ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_TIMER_ATTRIBUTES;
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_COMPLETE_WORKFLOW_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_CONTINUE_AS_NEW_ATTRIBUTES;
      case COMMAND_TYPE_RECORD_MARKER ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES;
      case COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES;
      case COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES ->
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES;
      case COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION ->
          WorkflowTaskFailedCause
              .WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case COMMAND_TYPE_PROTOCOL_MESSAGE ->
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE;
      default -> null;
    };
  }
}

package dev.perdure.internal.replay;

import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ModifyWorkflowPropertiesCommandAttributes;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;

/// What a run tells about itself. There is nothing to wait for, and only the kind of event is
/// compared with the history: code may tell something else than it did.
sealed interface Upsert extends PendingCommand {
  @Override
  default void recorded(HistoryEvent event) {}

  /// Search attributes; what is unset has a null payload.
  record OfSearchAttributes(SearchAttributes attributes) implements Upsert {
    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES;
    }

    @Override
    public String describe() {
      return "search attributes " + attributes.getIndexedFieldsMap().keySet();
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
          .setUpsertWorkflowSearchAttributesCommandAttributes(
              UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                  .setSearchAttributes(attributes))
          .build();
    }
  }

  /// Values of the memo; what is removed has a null payload.
  record OfMemo(Memo memo) implements Upsert {
    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED;
    }

    @Override
    public String describe() {
      return "memo " + memo.getFieldsMap().keySet();
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES)
          .setModifyWorkflowPropertiesCommandAttributes(
              ModifyWorkflowPropertiesCommandAttributes.newBuilder().setUpsertedMemo(memo))
          .build();
    }
  }
}

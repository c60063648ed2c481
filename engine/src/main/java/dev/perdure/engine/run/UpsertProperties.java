package dev.perdure.engine.run;

import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.UpsertWorkflowSearchAttributesEventAttributes;
import io.temporal.api.history.v1.WorkflowPropertiesModifiedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The commands by which a workflow changes what others see of it: search attributes and memo.
public final class UpsertProperties {
  private UpsertProperties() {}

  public static @Nullable CommandFailure searchAttributes(CommandScope scope, Command command) {
    var cause = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES;
    var attributes = command.getUpsertWorkflowSearchAttributesCommandAttributes();
    if (!attributes.hasSearchAttributes()) {
      return new CommandFailure(
          cause, "SearchAttributes is not set on UpsertWorkflowSearchAttributesCommand.");
    }
    if (attributes.getSearchAttributes().getIndexedFieldsCount() == 0) {
      return new CommandFailure(
          cause, "IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.");
    }
    if (attributes.getSerializedSize() > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          cause, "UpsertWorkflowSearchAttributesCommandAttributes exceeds size limit.", true);
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, command)
            .setUpsertWorkflowSearchAttributesEventAttributes(
                UpsertWorkflowSearchAttributesEventAttributes.newBuilder()
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())
                    .setSearchAttributes(attributes.getSearchAttributes())));
    return null;
  }

  public static @Nullable CommandFailure memo(CommandScope scope, Command command) {
    var cause =
        WorkflowTaskFailedCause
            .WORKFLOW_TASK_FAILED_CAUSE_BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES;
    var attributes = command.getModifyWorkflowPropertiesCommandAttributes();
    if (!attributes.hasUpsertedMemo()) {
      return new CommandFailure(
          cause, "UpsertedMemo is not set on ModifyWorkflowPropertiesCommand.");
    }
    if (attributes.getUpsertedMemo().getFieldsCount() == 0) {
      return new CommandFailure(
          cause, "UpsertedMemo.Fields is not set on ModifyWorkflowPropertiesCommand.");
    }
    if (attributes.getSerializedSize() > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          cause, "ModifyWorkflowPropertiesCommandAttributes exceeds size limit.", true);
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED, command)
            .setWorkflowPropertiesModifiedEventAttributes(
                WorkflowPropertiesModifiedEventAttributes.newBuilder()
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())
                    .setUpsertedMemo(attributes.getUpsertedMemo())));
    return null;
  }
}

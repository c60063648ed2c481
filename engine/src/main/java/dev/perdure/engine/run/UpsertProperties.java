package dev.perdure.engine.run;

import dev.perdure.engine.attribute.AttributeCheck;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.UpsertWorkflowSearchAttributesEventAttributes;
import io.temporal.api.history.v1.WorkflowPropertiesModifiedEventAttributes;
import java.util.Map;
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
    var fields = attributes.getSearchAttributes().getIndexedFieldsMap();
    var problem = AttributeCommands.problem(scope, fields);
    if (problem != null) {
      return new CommandFailure(cause, problem);
    }
    if (bytes(fields) > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          cause, "UpsertWorkflowSearchAttributesCommandAttributes exceeds size limit.", true);
    }
    var tooLarge =
        AttributeCheck.tooLarge(
            SearchAttributes.newBuilder()
                .putAllIndexedFields(scope.run().searchAttributes())
                .putAllIndexedFields(fields)
                .build());
    if (tooLarge != null) {
      return new CommandFailure(cause, tooLarge, true);
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
    var fields = attributes.getUpsertedMemo().getFieldsMap();
    int limit = scope.draft().limits().blobBytes();
    if (bytes(fields) > limit) {
      return new CommandFailure(
          cause, "ModifyWorkflowPropertiesCommandAttributes exceeds size limit.", true);
    }
    var merged = Memo.newBuilder().putAllFields(scope.run().memo()).putAllFields(fields).build();
    if (merged.getSerializedSize() > limit) {
      return new CommandFailure(
          cause, "ModifyWorkflowPropertiesCommandAttributes. Memo exceeds size limit.", true);
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED, command)
            .setWorkflowPropertiesModifiedEventAttributes(
                WorkflowPropertiesModifiedEventAttributes.newBuilder()
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())
                    .setUpsertedMemo(attributes.getUpsertedMemo())));
    return null;
  }

  private static long bytes(Map<String, Payload> fields) {
    long bytes = 0;
    for (var field : fields.entrySet()) {
      bytes += (long) field.getKey().length() + field.getValue().getData().size();
    }
    return bytes;
  }
}

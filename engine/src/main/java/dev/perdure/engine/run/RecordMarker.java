package dev.perdure.engine.run;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command to record a marker, which means something to the SDK only.
public final class RecordMarker {
  private RecordMarker() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getRecordMarkerCommandAttributes();
    var name = attributes.getMarkerName();
    if (name.isEmpty()) {
      return bad("MarkerName is not set on RecordMarkerCommand.", false);
    }
    var limits = scope.draft().limits();
    if (limits.isTooLong(name)) {
      return bad(
          "MarkerName on RecordMarkerCommand exceeds length limit. MarkerName=%s Length=%d Limit=%d"
              .formatted(name, EngineLimits.length(name), limits.idLength()),
          false);
    }
    if (bytes(attributes.getDetailsMap()) > limits.blobBytes()) {
      return bad("RecordMarkerCommandAttributes.Details exceeds size limit.", true);
    }
    var event =
        MarkerRecordedEventAttributes.newBuilder()
            .setMarkerName(name)
            .putAllDetails(attributes.getDetailsMap())
            .setWorkflowTaskCompletedEventId(scope.completedEventId());
    if (attributes.hasHeader()) {
      event.setHeader(attributes.getHeader());
    }
    if (attributes.hasFailure()) {
      event.setFailure(attributes.getFailure());
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_MARKER_RECORDED, command)
            .setMarkerRecordedEventAttributes(event));
    return null;
  }

  private static long bytes(Map<String, Payloads> details) {
    long bytes = 0;
    for (var detail : details.entrySet()) {
      bytes += (long) detail.getKey().length() + detail.getValue().getSerializedSize();
    }
    return bytes;
  }

  private static CommandFailure bad(String message, boolean terminates) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES,
        message,
        terminates);
  }
}

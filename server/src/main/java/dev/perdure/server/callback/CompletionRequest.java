package dev.perdure.server.callback;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.CompletionCallback;
import io.temporal.api.common.v1.Link;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TerminatedFailureInfo;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import io.temporal.api.history.v1.HistoryEvent;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/// The call by which somebody is told how a run has ended: what the Nexus protocol has for the
/// completion of an operation.
final class CompletionRequest {
  /// What the HTTP client sets by itself.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private CompletionRequest() {}

  /// @throws IllegalArgumentException if the callback's headers are none
  static HttpRequest of(CompletionCallback callback, Ending ending) {
    var nexus = callback.callback().getNexus();
    var content = content(ending.closing());
    var request =
        HttpRequest.newBuilder(URI.create(nexus.getUrl()))
            .POST(BodyPublishers.ofByteArray(content.bytes().toByteArray()))
            .setHeader("User-Agent", "perdure")
            .setHeader("Nexus-Operation-State", state(ending.closing()))
            .setHeader(
                "Nexus-Operation-Start-Time",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ending.startTime().atZone(ZoneOffset.UTC)))
            .setHeader("Nexus-Operation-Close-Time", time(ending.closing()))
            .setHeader("Nexus-Link", link(callback, ending));
    if (!content.type().isEmpty()) {
      request.setHeader("Content-Type", content.type());
    }
    for (var header : nexus.getHeaderMap().entrySet()) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        request.setHeader(header.getKey(), header.getValue());
      }
    }
    return request.build();
  }

  private static String state(HistoryEvent closing) {
    return switch (closing.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> "succeeded";
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> "canceled";
      default -> "failed";
    };
  }

  private static String time(HistoryEvent closing) {
    return java.time.Instant.ofEpochSecond(
            closing.getEventTime().getSeconds(), closing.getEventTime().getNanos())
        .toString();
  }

  private static Content content(HistoryEvent closing) {
    return switch (closing.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
          Content.of(closing.getWorkflowExecutionCompletedEventAttributes().getResult());
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          content(closing.getWorkflowExecutionFailedEventAttributes().getFailure());
      case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED ->
          content(
              Failure.newBuilder()
                  .setMessage("operation canceled")
                  .setCanceledFailureInfo(
                      CanceledFailureInfo.newBuilder()
                          .setDetails(
                              closing.getWorkflowExecutionCanceledEventAttributes().getDetails()))
                  .build());
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          content(
              Failure.newBuilder()
                  .setMessage("operation exceeded internal timeout")
                  .setTimeoutFailureInfo(TimeoutFailureInfo.getDefaultInstance())
                  .build());
      default ->
          content(
              Failure.newBuilder()
                  .setMessage("operation terminated")
                  .setTerminatedFailureInfo(TerminatedFailureInfo.getDefaultInstance())
                  .build());
    };
  }

  private static Content content(Failure failure) {
    ByteString json = NexusFailure.json(failure);
    return new Content("application/json", json);
  }

  /// Leads from the operation to the event by which the callback came.
  private static String link(CompletionCallback callback, Ending ending) {
    var run = ending.execution();
    return "<temporal:///namespaces/%s/workflows/%s/%s/history?%s>; type=\"%s\""
        .formatted(
            escaped(ending.namespace()),
            escaped(run.getWorkflowId()),
            escaped(run.getRunId()),
            callback.requestId().isEmpty()
                ? "eventID=1&eventType=WorkflowExecutionStarted&referenceType=EventReference"
                : "eventType=WorkflowExecutionOptionsUpdated&referenceType=RequestIdReference"
                    + "&requestID="
                    + escaped(callback.requestId()),
            Link.WorkflowEvent.getDescriptor().getFullName());
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

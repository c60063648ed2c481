package dev.perdure.verification.ours;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.replay.LocalActivityEnd;
import dev.perdure.internal.replay.LocalActivityReport;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the markers of local activities with other means than the SDK itself.
final class LocalActivityMarkers {
  private static final String NAME = "core_local_activity";

  private LocalActivityMarkers() {}

  /// What the worker was told when it made the markers among some events.
  static List<LocalActivityReport> reports(Stream<HistoryEvent> events) {
    return events
        .map(HistoryEvent::getMarkerRecordedEventAttributes)
        .filter(marker -> marker.getMarkerName().equals(NAME))
        .map(LocalActivityMarkers::report)
        .toList();
  }

  private static LocalActivityReport report(MarkerRecordedEventAttributes marker) {
    Map<?, ?> data = data(marker.getDetailsMap());
    return new LocalActivityReport(
        number(data, "seq"),
        number(data, "attempt"),
        Duration.getDefaultInstance(),
        Timestamp.getDefaultInstance(),
        end(marker, data.get("backoff")));
  }

  private static LocalActivityEnd end(
      MarkerRecordedEventAttributes marker, @Nullable Object backoff) {
    if (!marker.hasFailure()) {
      return new LocalActivityEnd.Completed(
          marker.getDetailsOrDefault("result", Payloads.getDefaultInstance()));
    }
    return backoff instanceof Map<?, ?> time
        ? new LocalActivityEnd.Backoff(
            marker.getFailure(),
            Duration.newBuilder()
                .setSeconds(number(time, "seconds"))
                .setNanos(number(time, "nanos"))
                .build())
        : new LocalActivityEnd.Failed(marker.getFailure());
  }

  static String describe(RecordMarkerCommandAttributes marker) {
    return describe(marker.getMarkerName(), marker.getDetailsMap(), marker.getFailure());
  }

  static String describe(MarkerRecordedEventAttributes marker) {
    return describe(marker.getMarkerName(), marker.getDetailsMap(), marker.getFailure());
  }

  /// All but its times, which a replay cannot know before it has read the marker.
  private static String describe(String name, Map<String, Payloads> details, Failure failure) {
    if (!name.equals(NAME)) {
      return "marker %s %s".formatted(name, new TreeMap<>(details));
    }
    Map<?, ?> data = data(details);
    return "local activity %s %s %s attempt %s backoff %s result %s failure %s"
        .formatted(
            data.get("seq"),
            data.get("activity_id"),
            data.get("activity_type"),
            data.get("attempt"),
            data.get("backoff"),
            details.get("result"),
            failure.getMessage());
  }

  private static Map<?, ?> data(Map<String, Payloads> details) {
    Object decoded =
        DataConverter.defaults()
            .decode(
                details.getOrDefault("data", Payloads.getDefaultInstance()).getPayloads(0),
                Map.class);
    return decoded instanceof Map<?, ?> map ? map : Map.of();
  }

  private static int number(Map<?, ?> map, String name) {
    return map.get(name) instanceof Number number ? number.intValue() : 0;
  }
}

package dev.perdure.internal.replay;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The marker that a local activity leaves in the history, in the form that the SDKs of other
/// languages write.
///
/// @param seq the activity's number
/// @param attempt the number of the last attempt
/// @param activityId its id
/// @param activityType its type's name
/// @param completeTime the workflow's time at its end; null when that does not move the time
/// @param originalScheduleTime when the first of all attempts was asked for; null when not known
/// @param end how it ended
record LocalActivityMarker(
    int seq,
    int attempt,
    String activityId,
    String activityType,
    @Nullable Timestamp completeTime,
    @Nullable Timestamp originalScheduleTime,
    LocalActivityEnd end) {
  private static final String NAME = "core_local_activity";
  private static final String DATA = "data";
  private static final String RESULT = "result";

  /// Whether an event is such a marker.
  static boolean isIn(HistoryEvent event) {
    return event.hasMarkerRecordedEventAttributes()
        && event.getMarkerRecordedEventAttributes().getMarkerName().equals(NAME);
  }

  /// The marker in an event.
  ///
  /// @throws NondeterminismException when it is none that can be read
  static LocalActivityMarker read(HistoryEvent event) {
    try {
      return read(event.getMarkerRecordedEventAttributes());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new NondeterminismException(
          "event %d of the history is the marker of a local activity, but it cannot be read: %s"
              .formatted(event.getEventId(), e.getMessage()));
    }
  }

  private static LocalActivityMarker read(MarkerRecordedEventAttributes marker)
      throws InvalidProtocolBufferException {
    Payloads data = marker.getDetailsOrDefault(DATA, Payloads.getDefaultInstance());
    if (data.getPayloadsCount() == 0) {
      throw new IllegalArgumentException("it has no data.");
    }
    var struct = Struct.newBuilder();
    JsonFormat.parser().merge(data.getPayloads(0).getData().toStringUtf8(), struct);
    var fields = new Fields(struct.build());
    return new LocalActivityMarker(
        fields.number("seq"),
        fields.number("attempt"),
        fields.text("activity_id"),
        fields.text("activity_type"),
        fields.time("complete_time"),
        fields.time("original_schedule_time"),
        end(marker, fields.time("backoff")));
  }

  private static LocalActivityEnd end(
      MarkerRecordedEventAttributes marker, @Nullable Timestamp backoff) {
    if (!marker.hasFailure()) {
      return new LocalActivityEnd.Completed(
          marker.getDetailsOrDefault(RESULT, Payloads.getDefaultInstance()));
    }
    return backoff == null
        ? new LocalActivityEnd.Failed(marker.getFailure())
        : new LocalActivityEnd.Backoff(
            marker.getFailure(),
            Duration.newBuilder()
                .setSeconds(backoff.getSeconds())
                .setNanos(backoff.getNanos())
                .build());
  }

  /// The marker as it is sent.
  RecordMarkerCommandAttributes write() {
    var marker = RecordMarkerCommandAttributes.newBuilder().setMarkerName(NAME);
    String backoff = "null";
    switch (end) {
      case LocalActivityEnd.Completed(var result) -> {
        if (result.getPayloadsCount() > 0) {
          marker.putDetails(RESULT, result);
        }
      }
      case LocalActivityEnd.Failed(var failure) -> marker.setFailure(failure);
      case LocalActivityEnd.Backoff(var failure, var duration) -> {
        marker.setFailure(failure);
        backoff = json(duration.getSeconds(), duration.getNanos());
      }
    }
    String data =
        """
        {"seq":%d,"attempt":%d,"activity_id":%s,"activity_type":%s,"complete_time":%s,\
        "backoff":%s,"original_schedule_time":%s}\
        """
            .formatted(
                seq,
                attempt,
                json(activityId),
                json(activityType),
                json(completeTime),
                backoff,
                json(originalScheduleTime));
    return marker
        .putDetails(
            DATA,
            Payloads.newBuilder()
                .addPayloads(
                    Payload.newBuilder()
                        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                        .setData(ByteString.copyFromUtf8(data)))
                .build())
        .build();
  }

  private static String json(String text) {
    try {
      return JsonFormat.printer().print(StringValue.of(text));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(text + " cannot be written as JSON", e);
    }
  }

  private static String json(@Nullable Timestamp time) {
    return time == null ? "null" : json(time.getSeconds(), time.getNanos());
  }

  private static String json(long seconds, int nanos) {
    return "{\"seconds\":%d,\"nanos\":%d}".formatted(seconds, nanos);
  }

  /// The members of a JSON object.
  private record Fields(Struct struct) {
    private Value value(String name) {
      return struct.getFieldsOrDefault(name, Value.getDefaultInstance());
    }

    int number(String name) {
      Value value = value(name);
      if (!value.hasNumberValue()) {
        throw new IllegalArgumentException("it has no number \"%s\".".formatted(name));
      }
      return (int) value.getNumberValue();
    }

    String text(String name) {
      return value(name).getStringValue();
    }

    @Nullable Timestamp time(String name) {
      if (!value(name).hasStructValue()) {
        return null;
      }
      var fields = new Fields(value(name).getStructValue());
      return Timestamp.newBuilder()
          .setSeconds((long) fields.value("seconds").getNumberValue())
          .setNanos((int) fields.value("nanos").getNumberValue())
          .build();
    }
  }
}

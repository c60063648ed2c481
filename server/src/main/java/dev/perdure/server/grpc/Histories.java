package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.engine.record.Event;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;

/// Histories for responses, made without serialising any event twice.
///
/// A caller in this process gets the event objects themselves. For one behind a socket, the events'
/// stored bytes go into the message as they are: a field that a message does not know is written as
/// it came, so events put in as unknown fields of number 1 are on the wire what they would be.
final class Histories {
  /// Roughly the most that goes into one response.
  static final int PAGE_BYTES = 4 * 1024 * 1024;

  private Histories() {}

  /// How many of the first `max` events fit into one page; at least one.
  static int fitting(List<Event> events, int max) {
    int bytes = 0;
    int count = 0;
    for (var event : events) {
      bytes += event.bytes().size();
      if (count == max || (count > 0 && bytes > PAGE_BYTES)) {
        break;
      }
      count++;
    }
    return count;
  }

  /// @param tail virtual events that follow
  static History of(List<Event> events, List<HistoryEvent> tail, boolean inProcess) {
    var history = History.newBuilder();
    if (inProcess) {
      for (var event : events) {
        history.addEvents(event.event());
      }
      return history.addAllEvents(tail).build();
    }
    var frames = UnknownFieldSet.Field.newBuilder();
    for (var event : events) {
      frames.addLengthDelimited(event.bytes());
    }
    for (var event : tail) {
      frames.addLengthDelimited(event.toByteString());
    }
    return history.setUnknownFields(only(History.EVENTS_FIELD_NUMBER, frames)).build();
  }

  /// The message in `history`, for a caller in this process.
  static History parse(ByteString history) {
    try {
      return History.parseFrom(history);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A stored history is damaged", e);
    }
  }

  /// A field set that is written as one field with these bytes, for a caller behind a socket.
  static UnknownFieldSet spliced(int fieldNumber, ByteString history) {
    return only(fieldNumber, UnknownFieldSet.Field.newBuilder().addLengthDelimited(history));
  }

  private static UnknownFieldSet only(int number, UnknownFieldSet.Field.Builder field) {
    return UnknownFieldSet.newBuilder().addField(number, field.build()).build();
  }
}

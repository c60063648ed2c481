package dev.perdure.internal.replay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.perdure.internal.replay.PatchMachine.Input;
import dev.perdure.internal.replay.PatchMachine.Output;
import dev.perdure.internal.replay.PatchMachine.State;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The patches of one run. Behind each marker goes an upsert of a search attribute that lists all
/// of them, so that runs can be found by the patches that they have seen.
final class Patches {
  private static final String MARKER = "core_patch";
  private static final String DETAILS = "patch-data";
  private static final String CHANGE_VERSION = "TemporalChangeVersion";

  /// Servers refuse longer values of search attributes.
  private static final int MAX_BYTES = 2047;

  private final CommandQueue commands;
  private @Nullable TreeMap<String, Patch> byId;

  /// Whether an upsert that comes next belongs to a marker that was passed over.
  private boolean skipping;

  Patches(CommandQueue commands) {
    this.commands = commands;
  }

  private static final class Patch {
    final String id;
    State state = new State.Unknown();

    /// Whether the history has an upsert behind the marker, which it has not where the list was too
    /// long.
    boolean upserted;

    Patch(String id) {
      this.id = id;
    }

    List<Output> take(Input input) {
      var transition = PatchMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }
  }

  private Patch patch(String id) {
    if (byId == null) {
      byId = new TreeMap<>();
    }
    return byId.computeIfAbsent(id, Patch::new);
  }

  /// Learns of the markers that code which runs next wrote when it ran before.
  void lookAhead(List<HistoryEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      if (isMarker(events.get(i))) {
        Patch patch = patch(marker(events.get(i)).id());
        patch.take(new Input.Found());
        patch.upserted = i + 1 < events.size() && isUpsert(events.get(i + 1));
      }
    }
  }

  /// Whether code takes the new way of a patch.
  PatchAnswer ask(String id, boolean replaying) {
    return answer(patch(id), new Input.Asked(replaying));
  }

  /// Says that the old way of a patch is gone.
  PatchAnswer deprecate(String id, boolean replaying) {
    return answer(patch(id), new Input.Retired(replaying));
  }

  private PatchAnswer answer(Patch patch, Input input) {
    boolean ahead = patch.state instanceof State.Ahead;
    SearchAttributes upserted = SearchAttributes.getDefaultInstance();
    for (Output output : patch.take(input)) {
      if (output instanceof Output.Tell(boolean deprecated)) {
        commands.add(new Marker(patch.id, deprecated));
        Payload ids = ids();
        if (ahead ? patch.upserted : ids.getData().size() <= MAX_BYTES) {
          upserted = SearchAttributes.newBuilder().putIndexedFields(CHANGE_VERSION, ids).build();
          commands.add(new Upsert.OfSearchAttributes(upserted));
        }
      }
    }
    return new PatchAnswer(PatchMachine.isOn(patch.state), upserted);
  }

  /// The ids of all patches that are on, in their order.
  private Payload ids() {
    var ids = ListValue.newBuilder();
    for (Patch patch : byId == null ? List.<Patch>of() : byId.values()) {
      if (PatchMachine.isOn(patch.state)) {
        ids.addValues(Value.newBuilder().setStringValue(patch.id));
      }
    }
    return json(ids).toBuilder()
        .putMetadata("type", ByteString.copyFromUtf8("KeywordList"))
        .build();
  }

  /// Whether an event is the marker of a patch.
  static boolean isMarker(HistoryEvent event) {
    return event.getMarkerRecordedEventAttributes().getMarkerName().equals(MARKER);
  }

  /// Takes in a marker.
  void recorded(HistoryEvent event) {
    MarkerData data = marker(event);
    Patch patch = patch(data.id());
    if (!(patch.state instanceof State.On) && !data.deprecated()) {
      throw new NondeterminismException(
          ("event %d of the history records patch %s, but the workflow code did not ask for it"
                  + " there. Code must ask for a patch until it is deprecated.")
              .formatted(event.getEventId(), data.id()));
    }
    skipping = false;
    for (Output output : patch.take(new Input.Recorded(data.deprecated()))) {
      switch (output) {
        case Output.Confirm() -> commands.confirm(event);
        case Output.Skip() -> skipping = true;
        case Output.Tell _ -> throw new IllegalStateException("a marker asks for no marker");
      }
    }
  }

  /// Whether an upsert of search attributes goes with a marker that was passed over.
  boolean passesOver(HistoryEvent event) {
    boolean passes = skipping && isUpsert(event);
    skipping &= !passes;
    return passes;
  }

  private static boolean isUpsert(HistoryEvent event) {
    return event
        .getUpsertWorkflowSearchAttributesEventAttributes()
        .getSearchAttributes()
        .containsIndexedFields(CHANGE_VERSION);
  }

  private record MarkerData(String id, boolean deprecated) {}

  private static MarkerData marker(HistoryEvent event) {
    Payloads details =
        event
            .getMarkerRecordedEventAttributes()
            .getDetailsOrDefault(DETAILS, Payloads.getDefaultInstance());
    var data = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(details.getPayloads(0).getData().toStringUtf8(), data);
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
      throw new NondeterminismException(
          "event %d of the history is the marker of a patch that cannot be read: %s"
              .formatted(event.getEventId(), e.getMessage()));
    }
    Value none = Value.getDefaultInstance();
    return new MarkerData(
        data.getFieldsOrDefault("id", none).getStringValue(),
        data.getFieldsOrDefault("deprecated", none).getBoolValue());
  }

  private static Payload json(MessageOrBuilder message) {
    try {
      return Payload.newBuilder()
          .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
          .setData(
              ByteString.copyFromUtf8(
                  JsonFormat.printer().omittingInsignificantWhitespace().print(message)))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("strings and booleans have a JSON form", e);
    }
  }

  private record Marker(String id, boolean deprecated) implements PendingCommand {
    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_MARKER_RECORDED;
    }

    @Override
    public String describe() {
      return "patch " + id;
    }

    @Override
    public void recorded(HistoryEvent event) {
      String recorded = isMarker(event) ? marker(event).id() : "";
      if (!recorded.equals(id)) {
        throw new NondeterminismException(
            "event %d of the history records patch %s, but the workflow code asked for patch %s there."
                .formatted(event.getEventId(), recorded, id));
      }
    }

    @Override
    public Command build() {
      var data =
          Struct.newBuilder()
              .putFields("id", Value.newBuilder().setStringValue(id).build())
              .putFields("deprecated", Value.newBuilder().setBoolValue(deprecated).build());
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_RECORD_MARKER)
          .setRecordMarkerCommandAttributes(
              RecordMarkerCommandAttributes.newBuilder()
                  .setMarkerName(MARKER)
                  .putDetails(DETAILS, Payloads.newBuilder().addPayloads(json(data)).build()))
          .build();
    }
  }
}

package dev.perdure.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.ExternalStorage;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.converter.SerializationContext;
import dev.perdure.converter.StorageClaim;
import dev.perdure.converter.StorageDriver;
import dev.perdure.converter.WorkflowSerializationContext;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Request;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final Payload PLAIN = DataConverter.defaults().encode("x");
  private static final Payloads PLAINS = DataConverter.defaults().encodeAll("x");
  private static final PayloadOwner OWNER = PayloadOwner.run("ns", "order-42", "Order");

  private final Marking codec = new Marking();

  /// Marks what it has seen, and whose it was.
  private static final class Marking implements PayloadCodec {
    private final List<SerializationContext> contexts = new ArrayList<>();

    @Override
    public List<Payload> encode(List<Payload> payloads) {
      return payloads.stream().map(Marking::marked).toList();
    }

    static Payload marked(Payload payload) {
      return payload.toBuilder()
          .putMetadata("marked", com.google.protobuf.ByteString.EMPTY)
          .build();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
      return payloads.stream().map(p -> p.toBuilder().removeMetadata("marked").build()).toList();
    }

    @Override
    public PayloadCodec withContext(SerializationContext context) {
      contexts.add(context);
      return this;
    }
  }

  private MessageCodec messages(boolean headers) {
    return MessageCodec.of(DataConverter.defaults().withCodec(codec), headers);
  }

  private static Payloads marked(Payloads payloads) {
    return Payloads.newBuilder()
        .addAllPayloads(payloads.getPayloadsList().stream().map(Marking::marked).toList())
        .build();
  }

  @Test
  void payloads_in_maps_lists_and_depths_are_changed_and_back() {
    var request = StartWorkflowExecutionRequest.newBuilder().setWorkflowId("w").setInput(PLAINS);
    request.getMemoBuilder().putFields("a", PLAIN).putFields("b", PLAIN);
    request.getHeaderBuilder().putFields("h", PLAIN);
    request.getSearchAttributesBuilder().putIndexedFields("s", PLAIN);
    request.getContinuedFailureBuilder().setEncodedAttributes(PLAIN);
    request
        .getContinuedFailureBuilder()
        .getCauseBuilder()
        .getApplicationFailureInfoBuilder()
        .setDetails(PLAINS);

    StartWorkflowExecutionRequest encoded = messages(true).encode(request.build(), OWNER);

    Payload marked = Marking.marked(PLAIN);
    assertThat(encoded.getInput()).isEqualTo(marked(PLAINS));
    assertThat(encoded.getMemo().getFieldsMap()).isEqualTo(Map.of("a", marked, "b", marked));
    assertThat(encoded.getHeader().getFieldsMap()).isEqualTo(Map.of("h", marked));
    assertThat(encoded.getSearchAttributes().getIndexedFieldsMap()).isEqualTo(Map.of("s", PLAIN));
    assertThat(encoded.getContinuedFailure().getEncodedAttributes()).isEqualTo(marked);
    assertThat(encoded.getContinuedFailure().getCause().getApplicationFailureInfo().getDetails())
        .isEqualTo(marked(PLAINS));
    assertThat(messages(true).decode(encoded, OWNER)).isEqualTo(request.build());
    assertThat(messages(false).encode(request.build(), OWNER).getHeader())
        .isEqualTo(request.getHeader());
  }

  @Test
  void an_update_is_found_in_its_packing() {
    var update = Request.newBuilder();
    update.getInputBuilder().setName("u").setArgs(PLAINS);
    var message = Message.newBuilder().setBody(Any.pack(update.build())).build();

    Message encoded = messages(false).encode(message, OWNER);

    assertThat(encoded).isNotEqualTo(message);
    assertThat(messages(false).decode(encoded, OWNER)).isEqualTo(message);
  }

  @Test
  void markers_stay_in_clear_but_for_the_results_of_local_activities() {
    var patch = HistoryEvent.newBuilder();
    patch
        .getMarkerRecordedEventAttributesBuilder()
        .setMarkerName("core_patch")
        .putDetails("patch-data", PLAINS);
    var local = HistoryEvent.newBuilder();
    local
        .getMarkerRecordedEventAttributesBuilder()
        .setMarkerName("core_local_activity")
        .putDetails(
            "data",
            DataConverter.defaults()
                .encodeAll(Map.of("activity_id", "1", "activity_type", "charge")))
        .putDetails("result", PLAINS);

    assertThat(messages(true).encode(patch.build(), OWNER)).isEqualTo(patch.build());
    assertThat(
            messages(true)
                .encode(local.build(), OWNER)
                .getMarkerRecordedEventAttributes()
                .getDetailsMap())
        .containsEntry("result", marked(PLAINS))
        .containsEntry("data", local.getMarkerRecordedEventAttributes().getDetailsOrThrow("data"));
    assertThat(codec.contexts)
        .containsExactly(
            new ActivitySerializationContext("ns", "order-42", "Order", "charge", "1", null, true));
  }

  @Test
  void a_message_without_payloads_is_not_copied() {
    var event = HistoryEvent.newBuilder().setEventId(3).build();

    assertThat(messages(true).decode(event, OWNER)).isSameAs(event);
    assertThat(MessageCodec.of(DataConverter.defaults(), true)).isSameAs(MessageCodec.NONE);
  }

  private static ActivitySerializationContext charge(String id) {
    return new ActivitySerializationContext(
        "ns", "order-42", "Order", "charge", id, "payments", false);
  }

  @Test
  void what_an_activity_is_given_and_returns_belongs_to_it() {
    var command = Command.newBuilder();
    command
        .getScheduleActivityTaskCommandAttributesBuilder()
        .setActivityId("1")
        .setInput(PLAINS)
        .getActivityTypeBuilder()
        .setName("charge");
    command
        .getScheduleActivityTaskCommandAttributesBuilder()
        .getTaskQueueBuilder()
        .setName("payments");
    var scheduled = HistoryEvent.newBuilder().setEventId(5);
    scheduled
        .getActivityTaskScheduledEventAttributesBuilder()
        .setActivityId("2")
        .setInput(PLAINS)
        .getActivityTypeBuilder()
        .setName("charge");
    scheduled
        .getActivityTaskScheduledEventAttributesBuilder()
        .getTaskQueueBuilder()
        .setName("payments");
    var completed = HistoryEvent.newBuilder().setEventId(7);
    completed
        .getActivityTaskCompletedEventAttributesBuilder()
        .setScheduledEventId(5)
        .setResult(PLAINS);
    MessageCodec messages = messages(false);

    var _ = messages.encode(command.build(), OWNER);
    var _ = messages.decode(scheduled.build(), OWNER);
    var _ = messages.decode(completed.build(), OWNER);

    assertThat(codec.contexts).containsExactly(charge("1"), charge("2"), charge("2"));
  }

  @Test
  void what_goes_to_another_workflow_belongs_to_that_one() {
    var child = Command.newBuilder();
    child
        .getStartChildWorkflowExecutionCommandAttributesBuilder()
        .setWorkflowId("child")
        .setInput(PLAINS);
    var ended = HistoryEvent.newBuilder();
    ended
        .getChildWorkflowExecutionCompletedEventAttributesBuilder()
        .setResult(PLAINS)
        .getWorkflowExecutionBuilder()
        .setWorkflowId("child");
    var signal = Command.newBuilder();
    signal
        .getSignalExternalWorkflowExecutionCommandAttributesBuilder()
        .setInput(PLAINS)
        .getExecutionBuilder()
        .setWorkflowId("other");
    var own = Command.newBuilder();
    own.getCompleteWorkflowExecutionCommandAttributesBuilder().setResult(PLAINS);
    MessageCodec messages = messages(false);

    var _ = messages.encode(child.build(), OWNER);
    var _ = messages.decode(ended.build(), OWNER);
    var _ = messages.encode(signal.build(), OWNER);
    var _ = messages.encode(own.build(), OWNER);

    assertThat(codec.contexts)
        .containsExactly(
            new WorkflowSerializationContext("ns", "child"),
            new WorkflowSerializationContext("ns", "child"),
            new WorkflowSerializationContext("ns", "other"),
            new WorkflowSerializationContext("ns", "order-42"));
  }

  /// A storage that goes away, and says so in its own words.
  private static final class Bucket implements StorageDriver {
    private boolean away;

    @Override
    public String name() {
      return "bucket";
    }

    @Override
    public List<StorageClaim> store(@Nullable SerializationContext target, List<Payload> payloads) {
      if (away) {
        throw new IllegalStateException("no such bucket");
      }
      return payloads.stream().map(_ -> new StorageClaim(Map.of())).toList();
    }

    @Override
    public List<Payload> retrieve(List<StorageClaim> claims) {
      throw new IllegalStateException("no such object");
    }
  }

  @Test
  void what_a_storage_throws_is_a_failed_conversion() {
    var bucket = new Bucket();
    ExternalStorage storage = ExternalStorage.of(bucket).withThreshold(0);
    MessageCodec messages =
        MessageCodec.of(DataConverter.defaults().withExternalStorage(storage), false);
    Payloads stored = messages.encode(PLAINS, OWNER);
    bucket.away = true;

    assertThatThrownBy(() -> messages.encode(PLAINS, OWNER))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("The external storage cannot store")
        .hasMessageContaining("no such bucket");
    assertThatThrownBy(() -> messages.decode(stored, OWNER))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("The external storage cannot retrieve")
        .hasMessageContaining("no such object");
  }
}

package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.google.protobuf.ByteString;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.ClientOutboundCalls;
import dev.perdure.client.StartActivityOptions;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.DefaultFailureConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.converter.SerializationContext;
import dev.perdure.converter.WorkflowSerializationContext;
import dev.perdure.failure.ApplicationFailure;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.PollActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.StartActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A codec as clients use it.
@Timeout(60)
class PayloadCodecTest {
  private static final WorkflowOptions OPTIONS = WorkflowOptions.of("order-42", "orders");
  private static final DataConverter PLAIN = DataConverter.defaults();

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Puts each payload into another one, and knows its own.
  private static class Wrapping implements PayloadCodec {
    private static final ByteString ENCODING = ByteString.copyFromUtf8("test/wrapped");

    @Override
    public List<Payload> encode(List<Payload> payloads) {
      return payloads.stream().map(Wrapping::wrapped).toList();
    }

    static Payload wrapped(Payload payload) {
      return Payload.newBuilder()
          .putMetadata("encoding", ENCODING)
          .setData(payload.toByteString())
          .build();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
      return payloads.stream().map(this::unwrapped).toList();
    }

    private Payload unwrapped(Payload payload) {
      if (!payload.getMetadataOrDefault("encoding", ByteString.EMPTY).equals(ENCODING)) {
        return payload;
      }
      try {
        return Payload.parseFrom(payload.getData());
      } catch (java.io.IOException e) {
        throw new IllegalStateException("wrong key", e);
      }
    }
  }

  private static Payload wrapped(Object value) {
    return Wrapping.wrapped(PLAIN.encode(value));
  }

  private static Payloads allWrapped(Object value) {
    return Payloads.newBuilder().addPayloads(wrapped(value)).build();
  }

  private static ClientOptions coded() {
    return ClientOptions.defaults().withDataConverter(PLAIN.withCodec(new Wrapping()));
  }

  private void willStart() {
    server.answer(
        "StartWorkflowExecution",
        StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").setStarted(true).build());
  }

  private WorkflowHandle<OrderWorkflow, String> order(ClientOptions options) {
    return Client.connect(server.channel, options)
        .getWorkflowHandle(OrderWorkflow::run, "order-42");
  }

  @Test
  void a_start_encodes_all_payloads_but_search_attributes() {
    willStart();
    var city = SearchAttributeKey.forKeyword("city");

    Client.connect(server.channel, coded())
        .startWorkflow(
            OrderWorkflow::run,
            new Item("pen"),
            OPTIONS
                .withMemo(Map.of("who", "ada"))
                .withStaticSummary("one line")
                .withSearchAttributes(SearchAttributes.empty().with(city, "Rome")));

    var sent = server.request(StartWorkflowExecutionRequest.class);
    assertThat(sent.getInput()).isEqualTo(allWrapped(new Item("pen")));
    assertThat(sent.getMemo().getFieldsOrThrow("who")).isEqualTo(wrapped("ada"));
    assertThat(sent.getUserMetadata().getSummary()).isEqualTo(wrapped("one line"));
    assertThat(sent.getSearchAttributes().getIndexedFieldsOrThrow("city").getData().toStringUtf8())
        .isEqualTo("\"Rome\"");
  }

  private record Heading(ClientOutboundCalls next) implements ClientOutboundCalls {
    @Override
    public void signalWorkflow(SignalWorkflowInput input) {
      next.signalWorkflow(input.withHeader("trace", PLAIN.encode("t1")));
    }
  }

  private Payload sentHeader(HeaderCodecBehavior behavior) {
    server.answer("SignalWorkflowExecution", SignalWorkflowExecutionResponse.getDefaultInstance());
    order(coded().withInterceptors(Heading::new).withHeaderCodecBehavior(behavior))
        .signal(OrderWorkflow::approve, "bob");
    List<SignalWorkflowExecutionRequest> sent =
        server.requests(SignalWorkflowExecutionRequest.class);
    assertThat(sent.getLast().getInput()).isEqualTo(allWrapped("bob"));
    return sent.getLast().getHeader().getFieldsOrThrow("trace");
  }

  @Test
  void headers_pass_the_codec_only_where_that_is_wanted() {
    assertThat(sentHeader(HeaderCodecBehavior.NO_CODEC)).isEqualTo(PLAIN.encode("t1"));
    assertThat(sentHeader(HeaderCodecBehavior.WORKFLOW_ONLY_CODEC)).isEqualTo(PLAIN.encode("t1"));
    assertThat(sentHeader(HeaderCodecBehavior.CODEC)).isEqualTo(wrapped("t1"));
  }

  private GetWorkflowExecutionHistoryResponse closed(HistoryEvent.Builder event) {
    return GetWorkflowExecutionHistoryResponse.newBuilder()
        .setHistory(History.newBuilder().addEvents(event))
        .build();
  }

  private GetWorkflowExecutionHistoryResponse completed(Payloads result) {
    var event =
        HistoryEvent.newBuilder().setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    event.getWorkflowExecutionCompletedEventAttributesBuilder().setResult(result);
    return closed(event);
  }

  @Test
  void results_are_decoded_also_where_no_thread_waits() throws Exception {
    server.answer(
        "GetWorkflowExecutionHistory",
        completed(allWrapped("done")),
        completed(allWrapped("done later")));

    assertThat(order(coded()).result()).isEqualTo("done");
    assertThat(order(coded()).resultAsync().get()).isEqualTo("done later");
  }

  @Test
  void a_history_is_left_as_it_is_stored() {
    server.answer("GetWorkflowExecutionHistory", completed(allWrapped("done")));

    var events = order(coded()).fetchHistory().events();

    assertThat(events.getLast().getWorkflowExecutionCompletedEventAttributes().getResult())
        .isEqualTo(allWrapped("done"));
  }

  @Test
  void failures_with_encoded_attributes_show_nothing_in_clear() {
    DataConverter secret =
        PLAIN
            .withFailureConverter(DefaultFailureConverter.encodingAttributes())
            .withCodec(new Wrapping());
    var event =
        HistoryEvent.newBuilder().setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED);
    var failure =
        secret.encodeFailure(
            ApplicationFailure.of("no money", "Declined").withCause(new Error("card 4711")));
    assertThat(failure.toString()).contains("Encoded failure");
    event
        .getWorkflowExecutionFailedEventAttributesBuilder()
        .setFailure(
            failure.toBuilder()
                .setEncodedAttributes(Wrapping.wrapped(failure.getEncodedAttributes()))
                .setCause(
                    failure.getCause().toBuilder()
                        .setEncodedAttributes(
                            Wrapping.wrapped(failure.getCause().getEncodedAttributes()))));
    server.answer("GetWorkflowExecutionHistory", closed(event));

    assertThatThrownBy(() -> order(ClientOptions.defaults().withDataConverter(secret)).result())
        .hasRootCauseMessage("card 4711")
        .cause()
        .hasMessage("no money");
  }

  @Test
  void a_codec_that_fails_is_named_and_nothing_is_sent() {
    PayloadCodec broken =
        new Wrapping() {
          @Override
          public List<Payload> encode(List<Payload> payloads) {
            throw new IllegalStateException("no key today");
          }
        };
    WorkflowHandle<OrderWorkflow, String> order =
        order(ClientOptions.defaults().withDataConverter(PLAIN.withCodec(broken)));

    assertThatThrownBy(() -> order.signal(OrderWorkflow::approve, "bob"))
        .isInstanceOf(DataConversionException.class)
        .hasMessageContaining("The payload codec cannot encode a payload of")
        .hasMessageContaining("order-42")
        .hasMessageContaining("no key today");
    assertThat(server.requests(SignalWorkflowExecutionRequest.class)).isEmpty();
  }

  @Test
  void a_result_that_cannot_be_decoded_says_so() {
    server.answer(
        "GetWorkflowExecutionHistory",
        completed(
            Payloads.newBuilder()
                .addPayloads(
                    Payload.newBuilder()
                        .putMetadata("encoding", Wrapping.ENCODING)
                        .setData(ByteString.copyFromUtf8("\377garbage")))
                .build()));

    assertThatThrownBy(() -> order(coded()).result())
        .isInstanceOf(DataConversionException.class)
        .hasMessageContaining("The payload codec cannot decode")
        .hasMessageContaining("wrong key");
  }

  @Test
  void a_description_is_shown_although_one_of_its_payloads_cannot_be_decoded() {
    var answer = DescribeWorkflowExecutionResponse.newBuilder();
    answer
        .getWorkflowExecutionInfoBuilder()
        .getMemoBuilder()
        .putFields("mine", wrapped("ada"))
        .putFields(
            "foreign",
            Payload.newBuilder()
                .putMetadata("encoding", Wrapping.ENCODING)
                .setData(ByteString.copyFromUtf8("\377garbage"))
                .build());
    server.answer("DescribeWorkflowExecution", answer.build());

    var description = order(coded()).describe();

    assertThat(description.memoValue("mine", String.class)).isEqualTo("ada");
    assertThatThrownBy(() -> description.memoValue("foreign", String.class))
        .hasMessageContaining("Unknown payload encoding \"test/wrapped\"");
  }

  /// Notes what its payloads belong to.
  private static final class Noting extends Wrapping {
    private final List<SerializationContext> seen = new CopyOnWriteArrayList<>();

    @Override
    public PayloadCodec withContext(SerializationContext context) {
      seen.add(context);
      return this;
    }
  }

  @Test
  void a_codec_is_told_whose_payloads_it_gets() {
    server.answer(
        "QueryWorkflow",
        QueryWorkflowResponse.newBuilder().setQueryResult(allWrapped("fine")).build());
    var noting = new Noting();

    String status =
        order(ClientOptions.defaults().withDataConverter(PLAIN.withCodec(noting)))
            .query(OrderWorkflow::status);

    assertThat(status).isEqualTo("fine");
    assertThat(noting.seen)
        .isNotEmpty()
        .containsOnly(new WorkflowSerializationContext("default", "order-42"));
  }

  @Test
  void a_converter_is_told_whose_values_it_gets() {
    server.answer(
        "QueryWorkflow",
        QueryWorkflowResponse.newBuilder().setQueryResult(PLAIN.encodeAll("fine")).build());
    List<SerializationContext> seen = new CopyOnWriteArrayList<>();
    record Listening(List<SerializationContext> seen) implements PayloadConverter {
      @Override
      public Payload encode(@Nullable Object value) {
        return PLAIN.encode(value);
      }

      @Override
      public @Nullable Object decode(Payload payload, Type type) {
        return PLAIN.decode(payload, type);
      }

      @Override
      public PayloadConverter withContext(SerializationContext context) {
        seen.add(context);
        return this;
      }
    }

    var _ =
        order(
                ClientOptions.defaults()
                    .withDataConverter(PLAIN.withPayloadConverter(new Listening(seen))))
            .query(OrderWorkflow::status);

    assertThat(seen)
        .isNotEmpty()
        .containsOnly(new WorkflowSerializationContext("default", "order-42"));
  }

  @Test
  void a_codec_is_told_of_which_standalone_activity_its_payloads_are() {
    server.answer(
        "StartActivityExecution",
        StartActivityExecutionResponse.newBuilder().setRunId("run-1").build());
    var outcome = PollActivityExecutionResponse.newBuilder();
    outcome.getOutcomeBuilder().setResult(allWrapped("receipt"));
    server.answer("PollActivityExecution", outcome.build());
    var noting = new Noting();

    try (var client =
        Client.connect(
            server.channel, ClientOptions.defaults().withDataConverter(PLAIN.withCodec(noting)))) {
      assertThat(
              client.executeActivity(
                  "charge",
                  String.class,
                  StartActivityOptions.startToClose("5", "orders", Duration.ofSeconds(1)),
                  "42"))
          .isEqualTo("receipt");
    }

    assertThat(noting.seen)
        .containsExactly(
            new ActivitySerializationContext("default", null, null, "charge", "5", "orders", false),
            new ActivitySerializationContext("default", null, null, null, "5", null, false));
    assertThat(
            server
                .request(StartActivityExecutionRequest.class)
                .getInput()
                .getPayloads(0)
                .getMetadataOrThrow("encoding")
                .toStringUtf8())
        .isEqualTo("test/wrapped");
  }

  @Test
  void who_completes_an_activity_from_outside_may_say_whose_it_is() {
    server.answer(
        "RespondActivityTaskCompleted", RespondActivityTaskCompletedResponse.getDefaultInstance());
    server.answer(
        "RespondActivityTaskCompletedById",
        RespondActivityTaskCompletedByIdResponse.getDefaultInstance());
    var noting = new Noting();
    var options = ClientOptions.defaults().withDataConverter(PLAIN.withCodec(noting));
    var context =
        new ActivitySerializationContext(
            "default", "order-42", "Order", "charge", "5", "orders", false);

    try (var client = Client.connect(server.channel, options)) {
      client.getAsyncActivityHandle(new byte[] {1}).withContext(context).complete("done");
      client.getAsyncActivityHandle("order-42", null, "5").withContext(context).complete("done");
    }

    assertThat(noting.seen).isNotEmpty().containsOnly(context);
  }

  @Test
  void codecs_in_a_chain_decode_in_the_opposite_order() {
    record Appending(String text) implements PayloadCodec {
      @Override
      public List<Payload> encode(List<Payload> payloads) {
        return payloads.stream()
            .map(
                p ->
                    p.toBuilder()
                        .setData(p.getData().concat(ByteString.copyFromUtf8(text)))
                        .build())
            .toList();
      }

      @Override
      public List<Payload> decode(List<Payload> payloads) {
        return payloads.stream()
            .map(
                p -> {
                  assertThat(p.getData().toStringUtf8()).endsWith(text);
                  return p.toBuilder()
                      .setData(p.getData().substring(0, p.getData().size() - text.length()))
                      .build();
                })
            .toList();
      }
    }
    PayloadCodec chain = PayloadCodec.chain(new Appending("a"), new Appending("b"));
    List<Payload> plain =
        List.of(Payload.newBuilder().setData(ByteString.copyFromUtf8("x")).build());

    List<Payload> encoded = chain.encode(plain);

    assertThat(encoded.getFirst().getData().toStringUtf8()).isEqualTo("xab");
    assertThat(chain.decode(encoded)).isEqualTo(plain);
  }
}

package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.perdure.common.Details;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.DefaultFailureConverter;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.FailureType;
import dev.perdure.failure.Failures;
import dev.perdure.failure.OtherFailure;
import dev.perdure.failure.RetryState;
import dev.perdure.failure.ServerFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.failure.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final DataConverter converter = DataConverter.defaults();

  private static String json(Failure failure) throws Exception {
    Failure.Builder plain = failure.toBuilder();
    for (Failure.Builder at = plain; ; at = at.getCauseBuilder()) {
      at.clearStackTrace();
      if (!at.hasCause()) {
        break;
      }
    }
    return JsonFormat.printer().omittingInsignificantWhitespace().print(plain);
  }

  private static Failure failure(String json) throws Exception {
    var failure = Failure.newBuilder();
    JsonFormat.parser().merge(json, failure);
    return failure.build();
  }

  @Test
  void an_application_failure_travels_with_all_it_has() throws Exception {
    var declined =
        ApplicationFailure.nonRetryable("limit exceeded", "CardDeclined")
            .withDetails("order-42", 7)
            .withNextRetryDelay(Duration.ofMillis(1500))
            .withCategory(ApplicationFailure.Category.BENIGN)
            .withCause(new IllegalStateException("bank said no"));

    Failure wire = converter.encodeFailure(declined);

    assertThat(json(wire))
        .isEqualTo(
            "{\"message\":\"limit exceeded\",\"cause\":{\"message\":\"bank said no\","
                + "\"applicationFailureInfo\":{\"type\":\"IllegalStateException\"}},"
                + "\"applicationFailureInfo\":{\"type\":\"CardDeclined\",\"nonRetryable\":true,"
                + "\"details\":{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},"
                + "\"data\":\"Im9yZGVyLTQyIg==\"},{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},"
                + "\"data\":\"Nw==\"}]},\"nextRetryDelay\":\"1.500s\","
                + "\"category\":\"APPLICATION_ERROR_CATEGORY_BENIGN\"}}");
    assertThat(converter.decodeFailure(wire))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            back -> {
              assertThat(back).hasMessage("limit exceeded");
              assertThat(back.type()).isEqualTo("CardDeclined");
              assertThat(back.nonRetryable()).isTrue();
              assertThat(back.details().get(0, String.class)).isEqualTo("order-42");
              assertThat(back.details().get(1, int.class)).isEqualTo(7);
              assertThat(back.nextRetryDelay()).isEqualTo(Duration.ofMillis(1500));
              assertThat(back.category()).isEqualTo(ApplicationFailure.Category.BENIGN);
              assertThat(back).hasRootCauseMessage("bank said no");
            });
  }

  @FailureType("OutOfStock")
  static class NoMoreException extends RuntimeException {}

  @Test
  void any_exception_travels_under_the_simple_name_of_its_class() throws Exception {
    assertThat(json(converter.encodeFailure(new java.io.IOException("disk"))))
        .isEqualTo("{\"message\":\"disk\",\"applicationFailureInfo\":{\"type\":\"IOException\"}}");
    assertThat(json(converter.encodeFailure(new NoMoreException())))
        .isEqualTo("{\"applicationFailureInfo\":{\"type\":\"OutOfStock\"}}");
    assertThat(json(converter.encodeFailure(new IllegalStateException("x") {})))
        .isEqualTo(
            "{\"message\":\"x\",\"applicationFailureInfo\":{\"type\":\"IllegalStateException\"}}");
  }

  @Test
  void the_source_is_not_written() {
    assertThat(converter.encodeFailure(new NoMoreException()).getSource()).isEmpty();
  }

  @Test
  void stack_traces_travel() {
    var thrown = new IllegalStateException("x");

    var back = converter.decodeFailure(converter.encodeFailure(thrown));

    assertThat(converter.encodeFailure(thrown).getStackTrace())
        .startsWith("at com.acme.FailuresTest.stack_traces_travel(FailuresTest.java:");
    assertThat(back.getStackTrace()[0].getMethodName()).isEqualTo("stack_traces_travel");
    assertThat(back.getStackTrace()[0].getLineNumber())
        .isEqualTo(thrown.getStackTrace()[0].getLineNumber());
  }

  @Test
  void stack_traces_of_other_languages_are_kept_but_not_read() throws Exception {
    Failure python =
        failure(
            "{\"message\":\"m\",\"stackTrace\":\"  File \\\"a.py\\\", line 3, in run\\n\","
                + "\"applicationFailureInfo\":{}}");

    assertThat(converter.decodeFailure(python).getStackTrace()).isEmpty();
    assertThat(converter.encodeFailure(converter.decodeFailure(python))).isSameAs(python);
  }

  @Test
  void a_failure_that_came_over_the_wire_is_passed_on_untouched() throws Exception {
    Failure wire =
        failure(
            "{\"message\":\"Activity task"
                + " failed\",\"source\":\"GoSDK\",\"cause\":{\"message\":\"m\","
                + "\"encodedAttributes\":{\"data\":\"AAAA\"},\"applicationFailureInfo\":{}},"
                + "\"activityFailureInfo\":{\"scheduledEventId\":\"5\",\"startedEventId\":\"6\","
                + "\"identity\":\"me\",\"activityType\":{\"name\":\"charge\"},\"activityId\":\"1\","
                + "\"retryState\":\"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED\"}}");

    var decoded = converter.decodeFailure(wire);

    assertThat(converter.encodeFailure(decoded)).isSameAs(wire);
    assertThat(converter.encodeFailure(new IllegalStateException("outer", decoded)).getCause())
        .isSameAs(wire);
    assertThat(decoded)
        .isInstanceOfSatisfying(
            ActivityFailure.class,
            activity ->
                assertThat(activity.attributes())
                    .isEqualTo(
                        new ActivityFailure.Attributes(
                            "charge", "1", "me", 5, 6, RetryState.MAXIMUM_ATTEMPTS_REACHED)));
    assertThat(decoded)
        .hasToString(
            "dev.perdure.failure.ActivityFailure: Activity task failed (charge, activity id 1,"
                + " MAXIMUM_ATTEMPTS_REACHED)");
  }

  @Test
  void each_kind_of_failure_has_its_class() throws Exception {
    assertThat(decoded("{\"timeoutFailureInfo\":{\"timeoutType\":\"TIMEOUT_TYPE_HEARTBEAT\"}}"))
        .isInstanceOfSatisfying(
            TimeoutFailure.class, t -> assertThat(t.type()).isEqualTo(TimeoutType.HEARTBEAT))
        .hasMessage("Timeout");
    assertThat(decoded("{\"canceledFailureInfo\":{}}"))
        .isInstanceOf(CancelledFailure.class)
        .hasMessage("Cancelled");
    assertThat(decoded("{\"terminatedFailureInfo\":{}}"))
        .isInstanceOf(TerminatedFailure.class)
        .hasMessage("Terminated");
    assertThat(decoded("{\"serverFailureInfo\":{\"nonRetryable\":true}}"))
        .isInstanceOfSatisfying(ServerFailure.class, s -> assertThat(s.nonRetryable()).isTrue())
        .hasMessage("Server error");
    assertThat(
            decoded(
                "{\"childWorkflowExecutionFailureInfo\":{\"namespace\":\"n\",\"workflowExecution\":"
                    + "{\"workflowId\":\"w\",\"runId\":\"r\"},\"workflowType\":{\"name\":\"T\"},"
                    + "\"initiatedEventId\":\"3\",\"startedEventId\":\"4\"}}"))
        .isInstanceOfSatisfying(
            ChildWorkflowFailure.class,
            child ->
                assertThat(child.attributes())
                    .isEqualTo(
                        new ChildWorkflowFailure.Attributes(
                            "n", "w", "r", "T", 3, 4, RetryState.UNSPECIFIED)))
        .hasMessage("Child workflow error");
    assertThat(decoded("{\"nexusOperationExecutionFailureInfo\":{}}"))
        .isInstanceOf(OtherFailure.class)
        .hasMessage("Nexus operation error");
    assertThat(decoded("{}")).isInstanceOf(OtherFailure.class).hasMessage("Failure error");
  }

  private dev.perdure.failure.Failure decoded(String json) throws Exception {
    return converter.decodeFailure(failure(json));
  }

  @Test
  void each_kind_of_failure_made_here_is_written() {
    var made =
        new ActivityFailure(
            dev.perdure.failure.Failure.Origin.here(
                "Activity task timed out",
                TimeoutFailure.of("Timed out", TimeoutType.SCHEDULE_TO_CLOSE)),
            new ActivityFailure.Attributes("charge", "1", "", 5, 0, RetryState.TIMEOUT));

    var back = converter.decodeFailure(converter.encodeFailure(made));

    assertThat(back)
        .isInstanceOfSatisfying(
            ActivityFailure.class, a -> assertThat(a.attributes()).isEqualTo(made.attributes()));
    assertThat(back.reason())
        .isInstanceOfSatisfying(
            TimeoutFailure.class,
            t -> assertThat(t.type()).isEqualTo(TimeoutType.SCHEDULE_TO_CLOSE));
  }

  @Test
  void messages_and_stack_traces_can_be_encoded() {
    var hiding =
        DataConverter.defaults().withFailureConverter(DefaultFailureConverter.encodingAttributes());

    Failure wire = hiding.encodeFailure(new IllegalStateException("secret", new NoMoreException()));

    assertThat(wire.getMessage()).isEqualTo("Encoded failure");
    assertThat(wire.getStackTrace()).isEmpty();
    assertThat(wire.getCause().getMessage()).isEqualTo("Encoded failure");
    assertThat(wire.getEncodedAttributes().getData().toStringUtf8())
        .startsWith("{\"message\":\"secret\",\"stack_trace\":\"at com.acme.FailuresTest");
    assertThat(converter.decodeFailure(wire)).hasMessage("secret");
    assertThat(converter.decodeFailure(wire).getStackTrace()).isNotEmpty();
  }

  @Test
  void encoded_attributes_that_cannot_be_read_leave_what_is_in_clear() throws Exception {
    assertThat(
            decoded(
                "{\"message\":\"Encoded failure\",\"encodedAttributes\":{\"metadata\":"
                    + "{\"encoding\":\"eHg=\"}},\"applicationFailureInfo\":{}}"))
        .hasMessage("Encoded failure");
  }

  @Test
  void the_reason_lies_below_the_layers() throws Exception {
    var failure =
        decoded(
            "{\"message\":\"Child Workflow execution"
                + " failed\",\"childWorkflowExecutionFailureInfo\":{},\"cause\":{\"message\":\"Activity"
                + " task failed\",\"activityFailureInfo\":{},"
                + "\"cause\":{\"message\":\"declined\",\"applicationFailureInfo\":{\"type\":\"No\"},"
                + "\"cause\":{\"message\":\"deeper\",\"applicationFailureInfo\":{}}}}}");

    assertThat(failure.reason()).hasMessage("declined");
    assertThat(Failures.reason(new RuntimeException(failure))).hasMessage("declined");
    assertThat(Failures.reason(new RuntimeException("other"))).isNull();
  }

  @Test
  void a_cancellation_is_known_through_activities_and_children() throws Exception {
    assertThat(Failures.isCancelled(CancelledFailure.of("x"))).isTrue();
    assertThat(
            Failures.isCancelled(
                decoded("{\"activityFailureInfo\":{},\"cause\":{\"canceledFailureInfo\":{}}}")))
        .isTrue();
    assertThat(
            Failures.isCancelled(
                decoded(
                    "{\"childWorkflowExecutionFailureInfo\":{},\"cause\":{\"canceledFailureInfo\":{}}}")))
        .isTrue();
    assertThat(Failures.isCancelled(decoded("{\"activityFailureInfo\":{}}"))).isFalse();
    assertThat(Failures.isCancelled(new RuntimeException(CancelledFailure.of("x")))).isFalse();
    assertThat(Failures.isCancelled(null)).isFalse();
  }

  @Test
  void a_failure_can_be_read_after_javas_serialization_too() throws Exception {
    var activity =
        new ActivityFailure(
            dev.perdure.failure.Failure.Origin.here(
                "Activity task failed",
                ApplicationFailure.of("limit exceeded", "CardDeclined").withDetails(1)),
            new ActivityFailure.Attributes("charge", "1", "", 5, 0, RetryState.TIMEOUT));
    var child =
        new ChildWorkflowFailure(
            dev.perdure.failure.Failure.Origin.here("Child Workflow execution failed", activity),
            new ChildWorkflowFailure.Attributes(
                "n", "w", "r", "Shipping", 3, 4, RetryState.UNSPECIFIED));
    var declined =
        ApplicationFailure.nonRetryable("no", "Declined")
            .withDetails(1)
            .withNextRetryDelay(Duration.ofSeconds(1))
            .withCategory(ApplicationFailure.Category.BENIGN);
    var late = TimeoutFailure.of("too late", TimeoutType.HEARTBEAT);
    var stopped = CancelledFailure.of("stopped", "detail");

    for (Throwable failure : List.of(child, activity, late, stopped)) {
      Throwable copy = serialized(failure);
      assertThat(copy).hasToString(failure.toString()).hasMessage(failure.getMessage());
      assertThat(copy.getStackTrace()).isEqualTo(failure.getStackTrace());
    }
    assertThat(((dev.perdure.failure.Failure) serialized(child)).reason())
        .hasToString("dev.perdure.failure.ApplicationFailure: limit exceeded (CardDeclined)");
    var copy = (ApplicationFailure) serialized(declined);
    assertThat(copy.nonRetryable()).isTrue();
    assertThat(copy.nextRetryDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(copy.category()).isEqualTo(ApplicationFailure.Category.BENIGN);
    assertThat(copy.details().isEmpty()).isTrue();
    assertThat(((CancelledFailure) serialized(stopped)).details().isEmpty()).isTrue();
    assertThat(((TimeoutFailure) serialized(late)).lastHeartbeatDetails().isEmpty()).isTrue();
  }

  @Test
  void what_was_serialized_by_java_can_still_be_passed_on() throws Exception {
    var terminated =
        new TerminatedFailure(
            dev.perdure.failure.Failure.Origin.here("enough", null), Details.of(1));
    var copy = (TerminatedFailure) serialized(terminated);

    assertThat(copy.wire()).isNull();
    assertThat(copy.details().isEmpty()).isTrue();
    assertThat(converter.encodeFailure(copy).getMessage()).isEqualTo("enough");
  }

  @Test
  void javas_serialization_keeps_the_problems_of_a_definition() throws Exception {
    var wrong = new InvalidDefinitionException(List.of("one", "two"));

    assertThat(((InvalidDefinitionException) serialized(wrong)).problems())
        .containsExactly("one", "two");
  }

  private static Throwable serialized(Throwable exception) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Throwable) in.readObject();
    }
  }

  @Test
  void a_chain_of_causes_without_end_is_cut() {
    var one = new RuntimeException("one");
    var two = new RuntimeException("two", one);
    one.initCause(two);

    assertThat(converter.encodeFailure(one).getSerializedSize()).isLessThan(2_000_000);
  }
}

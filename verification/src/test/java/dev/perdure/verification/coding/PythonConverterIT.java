package dev.perdure.verification.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.perdure.common.Details;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.DefaultFailureConverter;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failure.Origin;
import dev.perdure.failure.RetryState;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.failure.TimeoutType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.failure.v1.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Payloads and failures have the bytes that the official Python SDK writes
/// (`src/test/python/payloads.py`), but for stack traces.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
    named = "perdure.python",
    matches = ".+",
    disabledReason = "-Dperdure.python names no Python with temporalio in it")
final class PythonConverterIT {
  private static final Path PROGRAM = Path.of("src/test/python/payloads.py").toAbsolutePath();
  private static final DataConverter OURS = DataConverter.defaults();

  private final Map<String, byte[]> theirs = new TreeMap<>();

  /// A value of several parts.
  public record Item(String name, int cents, List<String> tags) {}

  private static final class Broken extends RuntimeException {
    Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final class Deeper extends RuntimeException {
    Deeper(String message) {
      super(message);
    }
  }

  @BeforeAll
  void ask() throws Exception {
    var process =
        new ProcessBuilder(System.getProperty("perdure.python", ""), PROGRAM.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var json = JsonMapper.shared();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .map(json::readTree)
          .forEach(
              line ->
                  theirs.put(
                      line.get("name").asString(),
                      Base64.getDecoder().decode(line.get("bytes").asString())));
    }
    assertThat(process.waitFor()).isZero();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("null", null),
        Arguments.of("bytes", new byte[] {0, 1, -1}),
        Arguments.of("text", "plain text"),
        Arguments.of("integer", 42),
        Arguments.of("negative", -(1L << 40)),
        Arguments.of("number", 1.5),
        Arguments.of("truth", true),
        Arguments.of("list", Arrays.asList("a", 1, null, List.of(true))),
        Arguments.of("map", Map.of("b", 2, "a", Map.of("d", List.of(), "c", ""))),
        Arguments.of("item", new Item("pen", 250, List.of("blue", "new"))),
        Arguments.of("uuid", UUID.fromString("6f1a3c1e-7c2b-4a7e-9a39-0b7f3f9d2d11")),
        Arguments.of("message", WorkflowExecution.newBuilder().setWorkflowId("order-42").build()),
        Arguments.of(
            "duration", Duration.newBuilder().setSeconds(90).setNanos(500_000_000).build()));
  }

  private byte[] theirs(String name) {
    return Objects.requireNonNull(theirs.get(name), name);
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_is_written_as_python_writes_it(String name, @Nullable Object value)
      throws Exception {
    assertThat(OURS.encode(value)).isEqualTo(Payload.parseFrom(theirs(name)));
  }

  static Stream<Arguments> otherwise() {
    return Stream.of(
        Arguments.of("accented", "\u00e9 \u20ac"),
        Arguments.of("time", Instant.parse("2026-02-03T04:05:06.789Z")),
        Arguments.of("time", OffsetDateTime.parse("2026-02-03T04:05:06.789Z")));
  }

  /// As the official Java SDK does, ours leaves letters as they are, and writes UTC as `Z`.
  @ParameterizedTest
  @MethodSource("otherwise")
  void what_python_writes_in_another_way_is_read(String name, Object value) throws Exception {
    Payload theirs = Payload.parseFrom(theirs(name));

    assertThat(OURS.decode(theirs, value.getClass())).isEqualTo(value);
    assertThat(OURS.encode(value).getMetadataMap()).isEqualTo(theirs.getMetadataMap());
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "application",
            ApplicationFailure.nonRetryable("limit exceeded", "CardDeclined")
                .withDetails("card", 7)),
        Arguments.of(
            "benign",
            ApplicationFailure.of("busy", "Busy")
                .withNextRetryDelay(java.time.Duration.ofSeconds(5))
                .withCategory(ApplicationFailure.Category.BENIGN)),
        Arguments.of("exception", new Broken("it broke", new Deeper("deep down"))),
        Arguments.of("cancelled", CancelledFailure.of("enough", "detail")),
        Arguments.of(
            "terminated", new TerminatedFailure(Origin.here("gone", null), Details.none())),
        Arguments.of(
            "timeout",
            new TimeoutFailure(
                Origin.here("too late", null), TimeoutType.HEARTBEAT, Details.of("half"))),
        Arguments.of(
            "activity",
            new ActivityFailure(
                Origin.here("Activity task failed", ApplicationFailure.of("no money", "Poor")),
                new ActivityFailure.Attributes(
                    "charge", "1", "worker", 5, 6, RetryState.MAXIMUM_ATTEMPTS_REACHED))),
        Arguments.of(
            "child",
            new ChildWorkflowFailure(
                Origin.here("Child Workflow execution failed", CancelledFailure.of("stopped")),
                new ChildWorkflowFailure.Attributes(
                    "default",
                    "child",
                    "run",
                    "Shipping",
                    5,
                    6,
                    RetryState.RETRY_POLICY_NOT_SET))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_is_written_as_python_writes_it(String name, Throwable failure) throws Exception {
    assertThat(untraced(OURS.encodeFailure(failure)))
        .isEqualTo(untraced(Failure.parseFrom(theirs(name))));
  }

  @Test
  void hidden_messages_are_hidden_where_python_hides_them() throws Exception {
    Failure theirs = Failure.parseFrom(theirs("hidden"));
    DataConverter hiding = OURS.withFailureConverter(DefaultFailureConverter.encodingAttributes());

    Failure ours =
        hiding.encodeFailure(
            ApplicationFailure.nonRetryable("limit exceeded", "CardDeclined")
                .withDetails("card", 7));

    assertThat(ours.toBuilder().clearEncodedAttributes().build())
        .isEqualTo(theirs.toBuilder().clearEncodedAttributes().build());
    assertThat(ours.getEncodedAttributes().getMetadataMap())
        .isEqualTo(theirs.getEncodedAttributes().getMetadataMap());
    assertThat(OURS.decodeFailure(theirs)).hasMessage("limit exceeded");
  }

  private static Failure untraced(Failure failure) {
    var result = failure.toBuilder().clearStackTrace();
    if (failure.hasCause()) {
      result.setCause(untraced(failure.getCause()));
    }
    return result.build();
  }
}

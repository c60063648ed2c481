package dev.perdure.verification.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.CanceledFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Payloads are the same as those of the official Java SDK, or at least each side reads the
/// other's.
class OfficialConverterTest {
  private static final DataConverter OURS = DataConverter.defaults();
  private static final io.temporal.common.converter.DataConverter OFFICIAL =
      DefaultDataConverter.newDefaultInstance();

  /// A value of several parts.
  public record Item(String name, int cents, List<String> tags) {}

  /// One of several values.
  public enum Colour {
    RED,
    GREEN
  }

  static Stream<Object> sameBytes() {
    return Stream.of(
        "text \u00e9",
        42,
        -7L,
        1.5,
        true,
        new byte[] {1, 2, 3},
        List.of("a", "b"),
        Map.of("a", 1),
        Colour.GREEN,
        new BigDecimal("12.50"),
        UUID.fromString("6f1a3c1e-7c2b-4a7e-9a39-0b7f3f9d2d11"),
        Instant.parse("2026-02-03T04:05:06.789Z"),
        LocalDate.of(2026, 2, 28),
        Optional.of("x"));
  }

  private static Payload official(@Nullable Object value) {
    return OFFICIAL.toPayload(value).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("sameBytes")
  void values_are_written_as_the_official_sdk_writes_them(Object value) {
    assertThat(OURS.encode(value)).isEqualTo(official(value));
  }

  @Test
  void null_is_written_as_the_official_sdk_writes_it() {
    assertThat(OURS.encode(null)).isEqualTo(official(null));
  }

  static Stream<Object> readByBoth() {
    return Stream.of(
        new Item("pen", 250, List.of("blue", "new")),
        Duration.ofMillis(1500),
        WorkflowExecution.newBuilder().setWorkflowId("order-42").setRunId("run").build());
  }

  @ParameterizedTest
  @MethodSource("readByBoth")
  void each_side_reads_what_the_other_writes(Object value) {
    Payload ours = OURS.encode(value);
    Payload theirs = official(value);

    assertThat(ours.getMetadataMap()).isEqualTo(theirs.getMetadataMap());
    assertThat(OURS.decode(theirs, value.getClass())).isEqualTo(value);
    assertThat(OFFICIAL.fromPayload(ours, value.getClass(), value.getClass())).isEqualTo(value);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            ApplicationFailure.nonRetryable("limit exceeded", "CardDeclined")
                .withDetails("card", 7)
                .withCause(ApplicationFailure.of("no money", "Poor")),
            io.temporal.failure.ApplicationFailure.newBuilder()
                .setMessage("limit exceeded")
                .setType("CardDeclined")
                .setNonRetryable(true)
                .setDetails("card", 7)
                .setCause(io.temporal.failure.ApplicationFailure.newFailure("no money", "Poor"))
                .build()),
        Arguments.of(
            ApplicationFailure.of("busy", "Busy")
                .withNextRetryDelay(Duration.ofSeconds(5))
                .withCategory(ApplicationFailure.Category.BENIGN),
            io.temporal.failure.ApplicationFailure.newBuilder()
                .setMessage("busy")
                .setType("Busy")
                .setNextRetryDelay(Duration.ofSeconds(5))
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build()),
        Arguments.of(
            CancelledFailure.of("enough", "detail"), new CanceledFailure("enough", "detail")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failures_are_written_as_the_official_sdk_writes_them(Throwable ours, Throwable theirs) {
    assertThat(bare(OURS.encodeFailure(ours))).isEqualTo(bare(OFFICIAL.exceptionToFailure(theirs)));
  }

  /// Without stack traces, and without the name of the SDK, which ours leaves out.
  private static Failure bare(Failure failure) {
    var result = failure.toBuilder().clearStackTrace().clearSource();
    if (failure.hasCause()) {
      result.setCause(bare(failure.getCause()));
    }
    return result.build();
  }
}

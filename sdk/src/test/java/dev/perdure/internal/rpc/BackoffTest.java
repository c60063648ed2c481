package dev.perdure.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.RpcRetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RpcRetryPolicy POLICY = RpcRetryPolicy.defaults();
  private static final Status TOO_LARGE =
      Status.RESOURCE_EXHAUSTED.withDescription(
          "gRPC message exceeds maximum size 4194304: 5000000");

  /// Within the fifth by which waits are spread.
  private static void assertWait(long nanos, Duration wait) {
    assertThat(Duration.ofNanos(nanos))
        .isBetween(wait.multipliedBy(4).dividedBy(5), wait.multipliedBy(6).dividedBy(5));
  }

  private static void fail(Backoff backoff, Status status, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(backoff.nextNanos(status)).isNotNegative();
    }
  }

  @Test
  void the_wait_between_polls_doubles_up_to_ten_seconds() {
    Backoff backoff = Backoff.polling();

    assertWait(backoff.nextNanos(Status.UNAVAILABLE), Duration.ofMillis(200));
    assertWait(backoff.nextNanos(Status.UNAVAILABLE), Duration.ofMillis(400));
    fail(backoff, Status.UNAVAILABLE, 4);
    assertWait(backoff.nextNanos(Status.UNAVAILABLE), Duration.ofSeconds(10));
    fail(backoff, Status.PERMISSION_DENIED, 10_000);
    assertWait(backoff.nextNanos(Status.UNAVAILABLE), Duration.ofSeconds(10));
  }

  @Test
  void a_busy_server_gets_longer_pauses() {
    assertWait(
        Backoff.polling().nextNanos(Status.RESOURCE_EXHAUSTED.withDescription("rate limit")),
        Duration.ofSeconds(1));
    assertWait(
        Backoff.within(Duration.ofMinutes(1), POLICY).nextNanos(Status.RESOURCE_EXHAUSTED),
        Duration.ofSeconds(1));
  }

  @Test
  void an_answer_is_offered_until_patience_is_over_whatever_the_number_of_attempts() {
    Backoff patient = Backoff.within(Duration.ofMinutes(1), POLICY.withMaximumAttempts(1));

    assertWait(patient.nextNanos(Status.UNAVAILABLE), Duration.ofMillis(100));
    fail(patient, Status.DEADLINE_EXCEEDED, 20);
    assertThat(patient.nextNanos(Status.CANCELLED)).isNegative();
    assertThat(patient.nextNanos(Status.NOT_FOUND)).isNegative();
    assertThat(Backoff.within(Duration.ofMillis(1), POLICY).nextNanos(Status.UNAVAILABLE))
        .isNegative();
  }

  @Test
  void a_wait_for_news_outlasts_a_server_that_is_away_but_not_one_that_is_broken() {
    Backoff backoff = Backoff.outlasting(POLICY);

    fail(backoff, Status.UNAVAILABLE, 3);
    fail(backoff, Status.CANCELLED, 3);
    fail(backoff, Status.INTERNAL, 3);
    assertThat(backoff.nextNanos(Status.INTERNAL)).isNegative();
    fail(backoff, Status.RESOURCE_EXHAUSTED, 3);
  }

  @Test
  void a_message_that_is_too_large_is_sent_once() {
    assertThat(Backoff.limited(POLICY).nextNanos(TOO_LARGE)).isNegative();
    assertThat(Backoff.outlasting(POLICY).nextNanos(TOO_LARGE)).isNegative();
    assertThat(Backoff.within(Duration.ofMinutes(1), POLICY).nextNanos(TOO_LARGE)).isNegative();
  }

  @Test
  void one_attempt_is_one_attempt() {
    assertThat(Backoff.none().nextNanos(Status.UNAVAILABLE)).isNegative();
  }

  @Test
  void only_grpcs_own_text_means_a_message_that_is_too_large() {
    assertThat(CallErrors.isTooLarge(TOO_LARGE.asRuntimeException())).isTrue();
    assertThat(
            CallErrors.isTooLarge(
                Status.RESOURCE_EXHAUSTED
                    .withDescription("grpc: received message larger than max (5 vs. 4)")
                    .asRuntimeException()))
        .isTrue();
    assertThat(
            CallErrors.isTooLarge(
                Status.RESOURCE_EXHAUSTED
                    .withDescription("the request rate exceeds maximum of 100/s")
                    .asRuntimeException()))
        .isFalse();
  }
}

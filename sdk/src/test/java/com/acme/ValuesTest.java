package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.TypeRef;
import dev.perdure.internal.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void a_retry_policy_has_the_fields_usual_defaults() {
    RetryPolicy policy = RetryPolicy.defaults();

    assertThat(policy.initialInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.backoffCoefficient()).isEqualTo(2);
    assertThat(policy.maximumInterval()).isEqualTo(Duration.ofSeconds(100));
    assertThat(policy.maximumAttempts()).isZero();
    assertThat(policy.nonRetryableErrorTypes()).isEmpty();
  }

  @Test
  void the_maximum_interval_follows_the_initial_one_until_it_is_set() {
    RetryPolicy policy = RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(10));

    assertThat(policy.maximumInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.withMaximumInterval(Duration.ofMillis(20)).maximumInterval())
        .isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void a_retry_policy_travels() {
    RetryPolicy policy =
        RetryPolicy.attempts(3)
            .withInitialInterval(Duration.ofMillis(10))
            .withBackoffCoefficient(1.5)
            .withMaximumInterval(Duration.ofMinutes(1))
            .withNonRetryableErrorTypes("CardDeclined");

    assertThat(Wire.retryPolicy(Wire.retryPolicy(policy))).isEqualTo(policy);
    assertThat(policy)
        .hasToString(
            "RetryPolicy[initial PT0.01S, coefficient 1.5, maximum PT1M, attempts 3, final"
                + " [CardDeclined]]");
  }

  @Test
  void impossible_retry_policies_are_refused() {
    assertThatThrownBy(() -> RetryPolicy.attempts(-1))
        .hasMessage("The maximum number of attempts must not be negative, but is -1.");
    assertThatThrownBy(() -> RetryPolicy.defaults().withBackoffCoefficient(0.5))
        .hasMessage("The backoff coefficient must be at least 1, not 0.5.");
    assertThatThrownBy(() -> RetryPolicy.defaults().withInitialInterval(Duration.ZERO))
        .hasMessage("The initial interval must be positive, but is PT0S.");
  }

  @Test
  void a_maximum_interval_below_the_initial_one_is_refused_when_both_are_known() {
    RetryPolicy policy = RetryPolicy.defaults().withMaximumInterval(Duration.ofMillis(100));

    assertThatThrownBy(() -> Wire.retryPolicy(policy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A retry policy's maximum interval (PT0.1S) must not be shorter than its initial"
                + " interval (PT1S).");
    assertThat(Wire.retryPolicy(policy.withInitialInterval(Duration.ofMillis(100)))).isNotNull();
  }

  @Test
  void a_priority_travels_with_what_it_sets_and_nothing_else() {
    Priority priority = Priority.of(2).withFairnessKey("tenant").withFairnessWeight(0.5f);

    assertThat(Wire.priority(Wire.priority(priority))).isEqualTo(priority);
    assertThat(Wire.priority(Wire.priority(Priority.of(1)))).isEqualTo(Priority.of(1));
    assertThat(Wire.priority(Priority.defaults()).getSerializedSize()).isZero();
    assertThat(priority).hasToString("Priority[key 2, fairness key tenant, weight 0.5]");
  }

  @Test
  void impossible_priorities_are_refused() {
    assertThatThrownBy(() -> Priority.of(0))
        .hasMessage("A priority key must be at least 1, not 0.");
    assertThatThrownBy(() -> Priority.defaults().withFairnessKey("é".repeat(33)))
        .hasMessageEndingWith("has 66 bytes; at most 64 are allowed.");
    assertThatThrownBy(() -> Priority.defaults().withFairnessWeight(Float.NaN))
        .hasMessage("A fairness weight must be from 0.001 to 1000, not NaN.");
  }

  @Test
  void times_travel_to_the_nanosecond() {
    Instant instant = Instant.parse("2026-11-22T10:15:30.123456789Z");
    Duration duration = Duration.ofSeconds(-3, 7);

    assertThat(Wire.instant(Wire.timestamp(instant))).isEqualTo(instant);
    assertThat(Wire.duration(Wire.duration(duration))).isEqualTo(duration);
  }

  @Test
  void details_made_here_are_read_as_they_are() {
    Details details = Details.of("a", null, List.of(1));

    assertThat(details.size()).isEqualTo(3);
    assertThat(details.get(0, String.class)).isEqualTo("a");
    assertThat(details.get(1, String.class)).isNull();
    assertThat(details.get(2, new TypeRef<List<Integer>>() {})).containsExactly(1);
    assertThat(Details.none().isEmpty()).isTrue();
  }

  @Test
  void details_made_here_may_be_primitive() {
    Details details = Details.of(7, true);

    assertThat(details.get(0, int.class)).isEqualTo(7);
    assertThat(details.get(1, boolean.class)).isTrue();
    assertThatThrownBy(() -> details.get(0, String.class)).isInstanceOf(ClassCastException.class);
  }

  @Test
  void a_type_reference_needs_its_type() {
    assertThat(new TypeRef<List<String>>() {}).hasToString("java.util.List<java.lang.String>");
    assertThatThrownBy(ForgottenType::new).hasMessageContaining("with the type you mean");
  }

  @SuppressWarnings("rawtypes")
  private static final class ForgottenType extends TypeRef {}
}

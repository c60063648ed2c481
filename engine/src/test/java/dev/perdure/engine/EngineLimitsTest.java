package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineLimitsTest {
  @Test
  void a_name_counts_in_bytes() {
    assertThat(EngineLimits.DEFAULT.isTooLong("x".repeat(1000))).isFalse();
    assertThat(EngineLimits.DEFAULT.isTooLong("x".repeat(1001))).isTrue();
    assertThat(EngineLimits.DEFAULT.isTooLong("é".repeat(500))).isFalse();
    assertThat(EngineLimits.DEFAULT.isTooLong("é".repeat(501))).isTrue();
    assertThat(EngineLimits.DEFAULT.isTooLong("€".repeat(333))).isFalse();
    assertThat(EngineLimits.DEFAULT.isTooLong("€".repeat(334))).isTrue();
  }
}

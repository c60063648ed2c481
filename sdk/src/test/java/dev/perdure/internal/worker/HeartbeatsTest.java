package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private final ManualTimers timers = new ManualTimers();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private final Heartbeats heartbeats =
      new Heartbeats(
          Duration.ofSeconds(8),
          timers,
          background::add,
          details -> sent.add(details.getPayloads(0).getData().toStringUtf8()));

  private void record(String detail) {
    heartbeats.record(
        Payloads.newBuilder()
            .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8(detail)))
            .build());
  }

  private void runBackground() {
    for (Runnable task = background.poll(); task != null; task = background.poll()) {
      task.run();
    }
  }

  @Test
  void the_first_heartbeat_leaves_at_once() {
    record("1");
    runBackground();

    assertThat(sent).containsExactly("1");
  }

  @Test
  void heartbeats_within_the_interval_are_folded_into_the_latest() {
    record("1");
    runBackground();
    record("2");
    record("3");
    timers.advance(Duration.ofSeconds(7));
    runBackground();
    assertThat(sent).containsExactly("1");

    timers.advance(Duration.ofSeconds(1));
    runBackground();

    assertThat(sent).containsExactly("1", "3");
  }

  @Test
  void after_a_quiet_interval_a_heartbeat_leaves_at_once() {
    record("1");
    runBackground();
    timers.advance(Duration.ofSeconds(8));
    runBackground();

    record("2");
    runBackground();

    assertThat(sent).containsExactly("1", "2");
  }

  @Test
  void a_heartbeat_waits_for_the_one_on_its_way() {
    record("1");
    timers.advance(Duration.ofSeconds(8));
    record("2");
    assertThat(background).hasSize(1);

    runBackground();

    assertThat(sent).containsExactly("1", "2");
  }

  @Test
  void a_flush_sends_what_has_not_left() throws InterruptedException {
    record("1");
    runBackground();
    record("2");

    heartbeats.flush();

    assertThat(sent).containsExactly("1", "2");
    assertThat(timers.alarms()).isZero();
  }

  @Test
  void an_end_drops_what_has_not_left() {
    record("1");
    runBackground();
    record("2");

    heartbeats.end();
    timers.advance(Duration.ofSeconds(8));
    record("3");
    runBackground();

    assertThat(sent).containsExactly("1");
  }

  @Test
  void the_interval_is_a_part_of_the_timeout_within_bounds() {
    Duration usual = Duration.ofSeconds(30);
    Duration longest = Duration.ofSeconds(60);

    assertThat(Heartbeats.interval(Duration.ofSeconds(10), usual, longest))
        .isEqualTo(Duration.ofSeconds(8));
    assertThat(Heartbeats.interval(Duration.ofHours(1), usual, longest)).isEqualTo(longest);
    assertThat(Heartbeats.interval(Duration.ZERO, usual, longest)).isEqualTo(usual);
  }
}

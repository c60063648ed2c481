package dev.perdure.server.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final InstantSource clock = InstantSource.system();
  private final LinkedBlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
  private final Timers timers = new Timers(clock, failures::add);
  private final LinkedBlockingQueue<String> woken = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void an_alarm_goes_off_when_it_is_due() throws InterruptedException {
    var due = clock.instant().plusMillis(30);
    timers.arm(alarm("one"), due);

    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
    assertThat(clock.instant()).isAfterOrEqualTo(due);
  }

  @Test
  void alarms_go_off_in_the_order_of_their_times() throws InterruptedException {
    var now = clock.instant();
    timers.arm(alarm("later"), now.plusMillis(60));
    timers.arm(alarm("sooner"), now.plusMillis(30));

    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("sooner");
    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("later");
  }

  @Test
  void a_later_time_does_not_move_an_alarm_and_an_earlier_one_does() throws InterruptedException {
    var now = clock.instant();
    var alarm = alarm("moved");
    timers.arm(alarm, now.plusSeconds(100));
    timers.arm(alarm, now.plusSeconds(200));
    assertThat(timers.size()).isEqualTo(1);

    timers.arm(alarm, now.plusMillis(20));

    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("moved");
  }

  @Test
  void a_disarmed_alarm_stays_silent() throws InterruptedException {
    var now = clock.instant();
    var silent = alarm("silent");
    timers.arm(silent, now.plusMillis(20));
    timers.disarm(silent);
    timers.arm(alarm("heard"), now.plusMillis(40));

    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("heard");
  }

  @Test
  void disarmed_alarms_do_not_pile_up() {
    var far = clock.instant().plusSeconds(3_600);
    for (int i = 0; i < 100_000; i++) {
      var alarm = alarm("never");
      timers.arm(alarm, far);
      timers.disarm(alarm);
    }
    timers.arm(alarm("one"), far);

    assertThat(timers.size()).isLessThan(2_000);
  }

  @Test
  void an_alarm_that_fails_does_not_stop_the_others() throws InterruptedException {
    timers.arm(
        new Timers.Alarm(
            () -> {
              throw new IllegalStateException("broken");
            }),
        Instant.EPOCH);
    timers.arm(alarm("next"), Instant.EPOCH);

    assertThat(woken.poll(30, TimeUnit.SECONDS)).isEqualTo("next");
    assertThat(failures).hasSize(1);
  }

  @Test
  void an_alarm_can_be_armed_again_from_its_own_wake_up() throws InterruptedException {
    var rounds = new CountDownLatch(3);
    var self = new Timers.Alarm[1];
    self[0] =
        new Timers.Alarm(
            () -> {
              rounds.countDown();
              timers.arm(self[0], clock.instant());
            });
    timers.arm(self[0], clock.instant());

    assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private Timers.Alarm alarm(String name) {
    return new Timers.Alarm(() -> woken.add(name));
  }
}

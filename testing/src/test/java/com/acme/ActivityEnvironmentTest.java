package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.perdure.activity.Activity;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.testing.ActivityEnvironment;
import dev.perdure.testing.ActivityInfoBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActivityEnvironmentTest {
  private final ActivityEnvironment env = new ActivityEnvironment();
  private final Import imports = new Import();

  /// Imports pages, and can go on where an earlier attempt has ended.
  public static class Import {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Activity.Definition
    public List<Integer> pages(int last) throws IOException {
      if (last < 0) {
        throw new IOException("no such page");
      }
      var done = new ArrayList<Integer>();
      for (int page = Activity.heartbeatDetails(Integer.class).orElse(0) + 1;
          page <= last;
          page++) {
        done.add(page);
        Activity.heartbeat(page);
      }
      return done;
    }

    @Activity.Definition
    public void untilStopped() throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
    }

    @Activity.Definition
    public boolean swallowsInterrupts() {
      begun.countDown();
      while (!Activity.isCancelled()) {
        Thread.onSpinWait();
      }
      Activity.heartbeat();
      return false;
    }
  }

  @Test
  void an_activity_returns_its_result_and_its_heartbeats_are_seen() throws IOException {
    var seen = new ArrayList<Integer>();
    env.onHeartbeat(details -> seen.add(details.get(0, Integer.class)));

    var pages = env.run(() -> imports.pages(3));

    assertThat(pages).containsExactly(1, 2, 3);
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void an_activity_is_told_what_the_test_says() throws IOException {
    env.info(new ActivityInfoBuilder().attempt(2).heartbeatDetails(7).build());

    assertThat(env.run(() -> imports.pages(9))).containsExactly(8, 9);
    assertThat(env.run(() -> Activity.info().attempt())).isEqualTo(2);
  }

  @Test
  void nothing_is_known_about_an_activity_but_what_the_defaults_say() {
    env.run(
        () -> {
          var info = Activity.info();
          assertThat(info.activityId()).isEqualTo("test");
          assertThat(info.activityType()).isEqualTo("unknown");
          assertThat(info.attempt()).isEqualTo(1);
          assertThat(info.workflowId()).hasValue("test");
          assertThat(info.isInWorkflow()).isTrue();
          assertThat(info.taskToken()).asString().isEqualTo("test");
          assertThat(info.heartbeatDetails().isEmpty()).isTrue();
          assertThat(Activity.current().cancellationDetails()).isEmpty();
          assertThat(Activity.current().isWorkerShutdown()).isFalse();
        });
    assertThat(Activity.isInActivity()).isFalse();
  }

  @Test
  void what_an_activity_throws_passes_through_as_it_is() {
    assertThatThrownBy(() -> env.run(() -> imports.pages(-1)))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no such page");
  }

  @Test
  void a_heartbeat_that_could_not_be_sent_fails() {
    assertThatThrownBy(() -> env.run(() -> Activity.heartbeat(new Unsendable())))
        .isInstanceOf(DataConversionException.class);
  }

  public static class Unsendable {
    public String getText() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void cancelling_interrupts_the_activity_and_tells_it_why() throws Exception {
    var stopped =
        new FutureTask<>(
            () -> {
              assertThatThrownBy(() -> env.run(imports::untilStopped))
                  .isInstanceOf(InterruptedException.class);
              return Thread.currentThread().isInterrupted();
            });
    Thread.startVirtualThread(stopped);
    imports.begun.await();

    env.cancel(ActivityCancellationDetails.none().withPaused(true));

    assertThat(stopped.get()).isFalse();
    // Also for what is run later.
    var why = env.run(() -> Activity.current().cancellationDetails());
    assertThat(why).hasValueSatisfying(details -> assertThat(details.paused()).isTrue());
  }

  @Test
  void an_activity_may_be_spared_the_interrupt() {
    env.noThreadInterrupt(true).cancel();

    env.run(
        () -> {
          assertThat(Activity.isCancelled()).isTrue();
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
  }

  @Test
  void a_heartbeat_throws_once_in_an_activity_that_is_to_stop() {
    env.cancel();

    assertThatThrownBy(() -> env.run(imports::swallowsInterrupts))
        .isInstanceOf(CancelledFailure.class);
  }

  @Test
  void an_activity_sees_that_its_worker_shuts_down() throws Exception {
    env.workerShutdown();

    boolean seen = env.run(() -> Activity.current().waitForWorkerShutdown(Duration.ofMinutes(1)));

    assertThat(seen).isTrue();
  }

  @Test
  void there_is_no_client_unless_the_test_gives_one() {
    assertThatThrownBy(() -> env.run(() -> Activity.current().client()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("client(…)");
  }

  @Test
  void an_activity_makes_metrics_with_the_meter_that_the_test_has_set() {
    var meter = mock(MetricMeter.class);
    env.metricMeter(meter);

    assertThat(env.run(() -> Activity.current().metricMeter())).isSameAs(meter);
  }

  @Test
  void an_activity_gets_the_converter_that_the_test_has_set() {
    var converter = DataConverter.defaults();
    env.dataConverter(converter);

    assertThat(env.run(() -> Activity.current().payloadConverter()))
        .isSameAs(converter.payloadConverter());
  }
}

package dev.perdure.server.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.WorkerVersionCapabilities;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MatchingTest {
  private static final QueueKey QUEUE = new QueueKey("default", "work", QueueKey.Type.WORKFLOW);

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Matching matching = new Matching(scheduler);
  private final List<String> claims = new ArrayList<>();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void a_waiting_poller_gets_a_new_task_at_once() {
    matching.poll(poller("p1"), Matching.SAME_RATE);

    matching.offer(QUEUE, task("t1"));

    assertThat(claims).containsExactly("t1 by p1");
    assertThat(matching.pollers(QUEUE)).isZero();
  }

  @Test
  void a_poller_gets_the_oldest_task_that_waits() {
    matching.offer(QUEUE, task("t1"));
    matching.offer(QUEUE, task("t2"));

    matching.poll(poller("p1"), Matching.SAME_RATE);

    assertThat(claims).containsExactly("t1 by p1");
    assertThat(matching.backlog(QUEUE)).isEqualTo(1);
  }

  @Test
  void a_task_that_is_offered_again_is_the_oldest() {
    matching.offer(QUEUE, task("t2"));
    matching.offerAgain(QUEUE, task("t1"));

    matching.poll(poller("p1"), Matching.SAME_RATE);

    assertThat(claims).containsExactly("t1 by p1");
  }

  @Test
  void the_poller_that_waits_for_longest_is_served_first() {
    matching.poll(poller("p1"), Matching.SAME_RATE);
    matching.poll(poller("p2"), Matching.SAME_RATE);

    matching.offer(QUEUE, task("t1"));

    assertThat(claims).containsExactly("t1 by p1");
  }

  @Test
  void a_poller_that_has_left_gets_nothing() {
    var left = poller("left");
    matching.poll(left, Matching.SAME_RATE);
    matching.leave(left);

    matching.offer(QUEUE, task("t1"));

    assertThat(claims).isEmpty();
    assertThat(matching.backlog(QUEUE)).isEqualTo(1);
  }

  @Test
  void a_poller_that_left_before_it_was_parked_is_not_parked() {
    var left = poller("left");
    matching.leave(left);

    matching.poll(left, Matching.SAME_RATE);

    assertThat(matching.pollers(QUEUE)).isZero();
  }

  @Test
  void a_poll_ends_empty_when_its_time_is_over() throws InterruptedException {
    var poller = poller("p1", "", Duration.ofMillis(20));
    matching.poll(poller, Matching.SAME_RATE);

    assertThat(poller.empty.poll(30, TimeUnit.SECONDS)).isEqualTo("p1");
    assertThat(matching.pollers(QUEUE)).isZero();
  }

  @Test
  void a_poll_without_time_left_is_answered_empty_at_once() {
    var poller = poller("p1", "", Duration.ofMillis(-1));
    matching.offer(QUEUE, task("t1"));

    matching.poll(poller, Matching.SAME_RATE);

    assertThat(poller.empty).containsExactly("p1");
    assertThat(claims).isEmpty();
  }

  @Test
  void a_queue_is_alive_while_it_is_polled() {
    assertThat(matching.alive(QUEUE)).isFalse();

    matching.poll(poller("p1"), Matching.SAME_RATE);

    assertThat(matching.alive(QUEUE)).isTrue();
  }

  @Test
  void a_queue_stays_alive_for_a_while_after_its_last_poll() {
    var poller = poller("p1");
    matching.poll(poller, Matching.SAME_RATE);
    matching.leave(poller);

    assertThat(matching.alive(QUEUE)).isTrue();
    assertThat(matching.polledWithin(QUEUE, 0)).isFalse();
  }

  @Test
  void a_worker_that_shuts_down_has_its_polls_ended_and_its_sticky_tasks_returned() {
    var sticky = new QueueKey("default", "sticky-1", QueueKey.Type.WORKFLOW);
    var ofWorker = poller("p1", "key-1", Duration.ofMinutes(1));
    var ofOther = poller("p2", "key-2", Duration.ofMinutes(1));
    matching.poll(ofWorker, Matching.SAME_RATE);
    matching.poll(ofOther, Matching.SAME_RATE);
    matching.offer(sticky, task("stranded"));
    var stranded = new ArrayList<Task>();
    matching.strandedTo(stranded::add);

    matching.shutDownWorker("default", "sticky-1", "key-1");

    assertThat(ofWorker.empty).containsExactly("p1");
    assertThat(ofOther.empty).isEmpty();
    assertThat(stranded).hasSize(1);
    assertThat(matching.alive(sticky)).isFalse();
  }

  @Test
  void a_worker_of_another_namespace_is_not_shut_down() {
    var poller = poller("p1", "key-1", Duration.ofMinutes(1));
    matching.poll(poller, Matching.SAME_RATE);

    matching.shutDownWorker("elsewhere", "", "key-1");

    assertThat(poller.empty).isEmpty();
  }

  @Test
  void a_withdrawn_task_is_claimed_by_nobody() {
    var task = task("t1");
    matching.offer(QUEUE, task);

    assertThat(matching.withdraw(QUEUE, task)).isTrue();
    matching.poll(poller("p1"), Matching.SAME_RATE);

    assertThat(claims).isEmpty();
    assertThat(matching.withdraw(QUEUE, task)).isFalse();
  }

  @Test
  void a_task_that_is_offered_twice_waits_once() {
    var task = task("t1");
    matching.offer(QUEUE, task);
    matching.offer(QUEUE, task);

    assertThat(matching.backlog(QUEUE)).isEqualTo(1);
  }

  @Test
  void a_queue_is_alive_from_the_moment_its_poller_got_a_task() {
    var poller = poller("p1");
    matching.poll(poller, Matching.SAME_RATE);
    long parked = System.nanoTime();

    matching.offer(QUEUE, task("t1"));

    assertThat(matching.polledWithin(QUEUE, System.nanoTime() - parked)).isTrue();
  }

  @Test
  void a_sticky_queue_that_nobody_polls_any_more_is_forgotten_and_its_tasks_returned() {
    var sticky = new StickyPoller();
    matching.poll(sticky, Matching.SAME_RATE);
    matching.leave(sticky);
    matching.offer(QUEUE, task("stranded"));
    var normal = new QueueKey("default", "normal", QueueKey.Type.WORKFLOW);
    matching.offer(normal, task("waits"));
    var stranded = new ArrayList<Task>();
    matching.strandedTo(stranded::add);

    matching.forgetIdle(System.nanoTime() + 1, 0);

    assertThat(stranded).hasSize(1);
    assertThat(matching.backlog(QUEUE)).isZero();
    assertThat(matching.backlog(normal)).isEqualTo(1);
  }

  @Test
  void a_rate_limit_holds_tasks_back_until_there_is_room() throws InterruptedException {
    var claimed = new LinkedBlockingQueue<Long>();
    for (int i = 0; i < 4; i++) {
      matching.poll(poller("p" + i), 20);
    }

    long begun = System.nanoTime();
    for (int i = 0; i < 23; i++) {
      matching.offer(QUEUE, new TimedTask(claimed));
      matching.poll(poller("more" + i), 20);
    }

    long last = 0;
    for (int i = 0; i < 23; i++) {
      last = claimed.poll(30, TimeUnit.SECONDS);
    }
    // A burst of twenty is let through, the other three wait for a twentieth of a second each.
    assertThat(Duration.ofNanos(last - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(140));
  }

  @Test
  void a_queue_with_rate_zero_gives_out_nothing() {
    matching.offer(QUEUE, task("t1"));

    matching.poll(poller("p1"), 0);

    assertThat(claims).isEmpty();
  }

  @Test
  void five_thousand_parked_polls_need_no_threads() {
    int before = Thread.activeCount();
    for (int i = 0; i < 5_000; i++) {
      matching.poll(poller("p" + i), Matching.SAME_RATE);
    }

    assertThat(matching.pollers(QUEUE)).isEqualTo(5_000);
    // Others may start threads meanwhile, but not thousands.
    assertThat(Thread.activeCount()).isLessThan(before + 100);
  }

  /// Each is another task, although they look alike.
  private static final class TimedTask implements Task {
    private final LinkedBlockingQueue<Long> claimed;

    TimedTask(LinkedBlockingQueue<Long> claimed) {
      this.claimed = claimed;
    }

    @Override
    public void claim(Poller poller) {
      claimed.add(System.nanoTime());
    }
  }

  private Task task(String name) {
    return new Task() {
      @Override
      public void claim(Poller poller) {
        claims.add(name + " by " + poller);
      }
    };
  }

  @Test
  void an_infinite_rate_is_no_limit() {
    for (int i = 0; i < 3; i++) {
      matching.offer(QUEUE, task("t" + i));
    }

    for (int i = 0; i < 3; i++) {
      matching.poll(poller("p"), Double.POSITIVE_INFINITY);
    }

    assertThat(claims).hasSize(3);
  }

  private static TestPoller poller(String name) {
    return poller(name, "", Duration.ofMinutes(1));
  }

  private static TestPoller poller(String name, String workerInstanceKey, Duration wait) {
    return new TestPoller(name, workerInstanceKey, System.nanoTime() + wait.toNanos());
  }

  private static final class StickyPoller extends TestPoller {
    StickyPoller() {
      super("sticky", "", System.nanoTime() + 60_000_000_000L);
    }

    @Override
    public boolean isSticky() {
      return true;
    }
  }

  private static class TestPoller extends Poller {
    final LinkedBlockingQueue<String> empty = new LinkedBlockingQueue<>();
    private final String name;

    TestPoller(String name, String workerInstanceKey, long expiresAtNanos) {
      super(QUEUE, workerInstanceKey, expiresAtNanos);
      this.name = name;
    }

    @Override
    public Worker worker() {
      return new Worker(
          name,
          Worker.NO_LIMIT,
          WorkerVersionCapabilities.getDefaultInstance(),
          WorkerDeploymentOptions.getDefaultInstance());
    }

    @Override
    protected void answerEmpty() {
      empty.add(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

package dev.perdure.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.internal.log.LogOf;
import dev.perdure.workflow.Workflow;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerBuilderTest {
  /// Two activities of the same name, and one that cannot be called.
  public static class Wrong {
    @Activity.Definition(name = "pay")
    public void charge() {}

    @Activity.Definition(name = "pay")
    public void refund() {}

    @Activity.Definition
    void hidden() {}
  }

  private final String name = InProcessServerBuilder.generateName();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
  private Server server;
  private WorkerBuilder builder;

  /// A server that knows no call at all is enough: nothing here gets as far as a poll.
  @BeforeEach
  void connect() throws IOException {
    server = InProcessServerBuilder.forName(name).build().start();
    builder = Worker.builder(Client.connect(channel), "orders");
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void all_problems_of_a_registration_are_reported_at_once() {
    builder.activities(new Wrong()).workflows(String.class);

    assertThatThrownBy(builder::start)
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("are both the activity \"pay\"")
        .hasMessageContaining("hidden is not public")
        .hasMessageContaining("java.lang.String is not a workflow");
  }

  @Test
  void a_worker_without_anything_to_run_does_not_start() {
    assertThatIllegalStateException()
        .isThrownBy(builder::start)
        .withMessage(
            "The worker for \"orders\" has nothing to run. Add workflows(…) or activities(…).");
  }

  /// An activity that nobody asks for.
  public static class Right {
    @Activity.Definition
    public void pay() {}
  }

  @Test
  void a_worker_keeps_what_it_was_built_with_for_another_one_like_it() {
    builder.activities(new Right()).identity("one");
    try (Worker worker = builder.start()) {
      builder.identity("two").activities(new Wrong());
      worker.config().identity("three");

      try (Worker like = worker.config().taskQueue("urgent-orders").start()) {
        assertThat(like.identity()).isEqualTo("one");
        assertThat(like.taskQueue()).isEqualTo("urgent-orders");
        assertThat(like.client()).isSameAs(worker.client());
      }
      assertThat(worker.taskQueue()).isEqualTo("orders");
    }
  }

  /// A workflow that nobody starts.
  @Workflow.Definition
  public static class Idle {
    @Workflow.Run
    public void run() {}
  }

  @Test
  void a_tuner_has_a_slot_for_each_queue_of_workflow_tasks() {
    builder.workflows(Idle.class).tuner(WorkerTuner.fixed(1, 1, 1));

    assertThatIllegalStateException()
        .isThrownBy(builder::start)
        .withMessage(
            "The tuner of the worker for \"orders\" has one slot for workflow tasks. While runs are"
                + " cached it needs 2 at least: one for new runs, and one for those in the cache.");

    builder.maxCachedWorkflows(0).start().close();
    Worker.builder(builder.client, "orders")
        .activities(new Right())
        .tuner(WorkerTuner.fixed(1, 1, 1))
        .start()
        .close();
  }

  @Test
  void an_executor_with_fewer_threads_than_slots_is_told_of() {
    try (var log = new LogOf(Worker.class);
        var threads = Executors.newFixedThreadPool(2)) {
      builder.activities(new Right()).activityExecutor(threads);
      builder.start().close();

      assertThat(log.messages(Level.WARN))
          .containsExactly(
              "The worker for \"orders\" may run 100 activities at once, but its executor has only"
                  + " 2 threads. Give it more, or set maxConcurrentActivities(2).");

      builder.maxConcurrentActivities(2).start().close();
      assertThat(log.messages(Level.WARN)).hasSize(1);
    }
  }

  @Test
  void the_environment_asks_for_debugging_unless_it_says_no() {
    assertThat(Stream.of("", "0", "false", "False")).noneMatch(DebugMode::isOn);
    assertThat(DebugMode.isOn(null)).isFalse();
    assertThat(Stream.of("1", "true", "yes")).allMatch(DebugMode::isOn);
  }

  @Test
  void a_task_queue_has_a_name() {
    Client client = Client.connect(channel);

    assertThatIllegalArgumentException().isThrownBy(() -> Worker.builder(client, " "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.taskQueue(""));
  }

  @Test
  void options_out_of_range_are_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxConcurrentActivities(0))
        .withMessage("maxConcurrentActivities must be at least 1, but is 0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxCachedWorkflows(-1))
        .withMessage("maxCachedWorkflows must not be negative, but is -1.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.nonstickyToStickyPollRatio(1.5))
        .withMessage("nonstickyToStickyPollRatio must be from 0 to 1, but is 1.5.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.stickyQueueScheduleToStartTimeout(Duration.ZERO))
        .withMessage("stickyQueueScheduleToStartTimeout must be positive, but is PT0S.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.gracefulShutdownTimeout(Duration.ofSeconds(-1)))
        .withMessage("gracefulShutdownTimeout must not be negative, but is PT-1S.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxActivitiesPerSecond(Double.NaN))
        .withMessage("maxActivitiesPerSecond must be positive, but is NaN.");
  }
}

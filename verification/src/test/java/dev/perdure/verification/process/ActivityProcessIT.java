package dev.perdure.verification.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.server.PerdureServer;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.ActivityOutboundCalls;
import dev.perdure.worker.ActivityProcesses;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import io.temporal.api.enums.v1.PendingActivityState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Activities in real processes, which end in all the ways in which processes do.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ActivityProcessIT {
  /// Longer than anybody needs who stops.
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir Path directory;

  private final PerdureServer server = PerdureServer.inMemory();
  private final Client client = Client.connect(server.channel());

  @SuppressWarnings("NullAway.Init") // set before every test
  private Worker worker;

  /// Runs activities side by side.
  @Workflow.Definition
  public static final class SideBySide {
    @Workflow.Run
    public List<String> run(int number) {
      List<Promise<String>> all = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        all.add(Workflow.startActivity(Dangerous::whoAmI, "", Runs.OPTIONS));
      }
      return Promise.allOf(all).get();
    }
  }

  /// Gives an activity two seconds.
  @Workflow.Definition
  public static final class Hasty {
    @Workflow.Run
    public String run() {
      var options =
          ActivityOptions.startToClose(Duration.ofSeconds(2))
              .withRetryPolicy(RetryPolicy.attempts(1));
      try {
        Workflow.executeActivity(Dangerous::hang, options);
        return "";
      } catch (ActivityFailure e) {
        return e.getCause() instanceof TimeoutFailure timeout ? "" + timeout.type() : "" + e;
      }
    }
  }

  @BeforeEach
  void start() {
    worker = builder(GRACE).start();
  }

  private void restart(Duration grace) {
    worker.close();
    worker = builder(grace).start();
  }

  private WorkerBuilder builder(Duration grace) {
    return Worker.builder(client, "danger")
        .workflows(Runs.class, SideBySide.class, Hasty.class)
        .maxHeartbeatThrottleInterval(Duration.ofMillis(200))
        .activityProcesses(
            ActivityProcesses.of(2)
                .withJvmArguments("-Xmx64m", "-XX:TieredStopAtLevel=1")
                .withGracePeriod(grace),
            Dangerous.class);
  }

  @AfterEach
  void stop() {
    Replayer.builder()
        .workflows(Runs.class, SideBySide.class, Hasty.class)
        .build()
        .replayWorkflows(client.listWorkflows("").histories().toList());
    worker.close();
    client.close();
    server.close();
  }

  private WorkflowHandle<Runs, String> begin(String type, Object... arguments) {
    return client.startWorkflow(
        Runs::run,
        type,
        List.of(arguments),
        WorkflowOptions.of("workflow-" + UUID.randomUUID(), "danger"));
  }

  private String awaitFile(Path file) throws Exception {
    for (int i = 0; i < 400 && (!Files.exists(file) || Files.size(file) == 0); i++) {
      Thread.sleep(50);
    }
    return Files.readString(file);
  }

  @Test
  void an_activity_runs_in_another_process_which_is_used_again() {
    String own = Long.toString(ProcessHandle.current().pid());

    String first = begin("whoAmI", "pid ").result();
    String second = begin("whoAmI", "pid ").result();

    assertThat(first).startsWith("pid ").doesNotContain("pid " + own + " ").endsWith(" 1");
    assertThat(second).isEqualTo(first.substring(0, first.length() - 1) + "2");
  }

  @Test
  void no_more_processes_run_than_there_may_be() {
    List<String> all =
        client
            .startWorkflow(
                SideBySide::run, 6, WorkflowOptions.of("workflow-" + UUID.randomUUID(), "danger"))
            .result();

    assertThat(all).hasSize(6);
    assertThat(all.stream().map(who -> who.substring(0, who.indexOf(' '))).distinct().toList())
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void a_process_that_exits_fails_its_attempt_only() {
    assertThat(begin("exitOnce", 3).result()).isEqualTo("2");
  }

  @Test
  void a_process_whose_memory_is_full_fails_its_attempt_only() {
    assertThat(begin("fillMemoryOnce").result()).isEqualTo("2");
  }

  @Test
  void a_process_that_is_killed_fails_its_attempt_only() throws Exception {
    Path file = directory.resolve("killed");
    var run = begin("heartbeatUntilCancelled", file.toString());

    String first = awaitFile(file);
    Files.delete(file); // before the next attempt can write it
    kill(first);
    kill(awaitFile(file));

    assertThat(run.result())
        .startsWith("ActivityProcessLost The process of Activity heartbeatUntilCancelled")
        .endsWith("ended with signal 9.");
  }

  private static void kill(String pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().get(10, TimeUnit.SECONDS);
  }

  @Test
  void failures_and_heartbeats_cross() {
    assertThat(begin("fail").result()).isEqualTo("Refused refused");
    assertThat(begin("resume").result()).isEqualTo("42");
  }

  @Test
  void a_cancellation_crosses() throws Exception {
    Path file = directory.resolve("cancelled");
    var run = begin("heartbeatUntilCancelled", file.toString());
    String pid = awaitFile(file);

    run.cancel();

    assertThat(run.result()).isEqualTo("cancelled true");
    assertThat(begin("whoAmI", "").result()).as("the process lives on").startsWith(pid + " ");
  }

  @Test
  void who_ignores_a_cancellation_is_killed() throws Exception {
    restart(Duration.ofMillis(500));
    Path file = directory.resolve("ignored");
    var run = begin("ignoreEverything", file.toString());
    var process = ProcessHandle.of(Long.parseLong(awaitFile(file))).orElseThrow();

    run.cancel();

    assertThat(run.result()).startsWith("cancelled");
    process.onExit().get(10, TimeUnit.SECONDS);
    assertThat(begin("whoAmI", "").result()).doesNotStartWith(process.pid() + " ");
  }

  @Test
  void a_process_is_killed_when_the_time_of_its_attempt_is_over() throws Exception {
    restart(Duration.ofMillis(500));
    String pid = begin("whoAmI", "").result().split(" ", 2)[0];
    var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    var run =
        client.startWorkflow(
            Hasty::run, WorkflowOptions.of("workflow-" + UUID.randomUUID(), "danger"));

    assertThat(run.result()).isEqualTo("START_TO_CLOSE");
    process.onExit().get(20, TimeUnit.SECONDS);
    assertThat(begin("whoAmI", "pid ").result()).startsWith("pid ").endsWith(" 1");
  }

  /// Takes no heartbeats.
  private static final class Deaf implements WorkerInterceptor {
    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      return new ActivityInboundCalls() {
        @Override
        public ActivityInboundCalls next() {
          return next;
        }

        @Override
        public void init(ActivityOutboundCalls outbound) {
          next.init(deaf(outbound));
        }
      };
    }

    private static ActivityOutboundCalls deaf(ActivityOutboundCalls outbound) {
      return new ActivityOutboundCalls() {
        @Override
        public ActivityOutboundCalls next() {
          return outbound;
        }

        @Override
        public void heartbeat(List<@Nullable Object> details) {
          throw ApplicationFailure.nonRetryable("heard nothing", "Deaf");
        }
      };
    }
  }

  @Test
  void a_process_that_is_still_busy_is_killed_and_not_used_again() throws Exception {
    worker.close();
    worker = builder(GRACE).interceptors(new Deaf()).start();
    Path file = directory.resolve("busy");
    var run = begin("ignoreEverything", file.toString());
    long pid = Long.parseLong(awaitFile(file));

    assertThat(run.result()).isEqualTo("Deaf heard nothing");

    // It may have been killed before anybody could ask for its handle.
    var process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(begin("whoAmI", "pid ").result()).startsWith("pid ").endsWith(" 1");
  }

  @Test
  void the_worker_stops_although_a_process_reads_nothing() throws Exception {
    restart(Duration.ofMillis(500));
    String pid = begin("whoAmI", "").result().split(" ", 2)[0];
    var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    var run = begin("whoAmI", "more than a pipe holds ".repeat(20_000));
    awaitStarted(run);

    worker.close();

    process.onExit().get(10, TimeUnit.SECONDS);
  }

  private static void awaitStarted(WorkflowHandle<?, ?> run) throws Exception {
    for (int i = 0; i < 400 && !isStarted(run); i++) {
      Thread.sleep(50);
    }
    assertThat(isStarted(run)).isTrue();
  }

  private static boolean isStarted(WorkflowHandle<?, ?> run) {
    return run.describe().raw().getPendingActivitiesList().stream()
        .anyMatch(a -> a.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
  }

  @Test
  void the_shutdown_of_the_worker_crosses_and_ends_all_processes() throws Exception {
    worker.close();
    worker = builder(GRACE).gracefulShutdownTimeout(GRACE).start();
    Path idle = directory.resolve("idle");
    Path waiting = directory.resolve("waiting");
    var stopped = begin("heartbeatUntilCancelled", idle.toString());
    begin("waitForShutdown", waiting.toString());
    List<ProcessHandle> processes = new ArrayList<>();
    for (Path file : List.of(idle, waiting)) {
      processes.add(ProcessHandle.of(Long.parseLong(awaitFile(file))).orElseThrow());
    }
    stopped.cancel();
    assertThat(stopped.result()).isEqualTo("cancelled true");

    worker.close();

    for (ProcessHandle process : processes) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(Files.readString(directory.resolve("waiting.end"))).isEqualTo("true");
  }

  /// Has no public constructor without parameters.
  public static final class NotMade {
    public NotMade(String name) {
      assertThat(name).isNotNull();
    }

    @Activity.Definition
    public void nothing() {}
  }

  @Test
  void a_class_that_a_process_cannot_make_is_refused() {
    var builder =
        Worker.builder(client, "danger").activityProcesses(ActivityProcesses.of(1), NotMade.class);

    assertThatThrownBy(builder::start)
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("public constructor without parameters");
  }
}

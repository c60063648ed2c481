package dev.perdure.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ProgramProcess;
import dev.perdure.verification.wire.Wire;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.SchedulePolicies;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Kills a real server process at random points while a schedule starts a workflow every second:
/// each second has its workflow in the end, and none has two.
///
/// `-Dcrash.kills=200` kills more often, `-Dcrash.seed=N` repeats the moments of an earlier test.
@Isolated("two cores are few for a server that starts again and again")
final class ScheduleCrashIT {
  private static final int KILLS =
      Integer.getInteger("crash.kills", Boolean.getBoolean("perdure.ci") ? 20 : 5);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int MAX_LIFE_MILLIS = 2_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String PREFIX = "run-";

  private final int port = OfficialTestServer.freePort();

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void each_action_starts_one_workflow_however_often_the_server_is_killed(@TempDir Path directory)
      throws Exception {
    System.out.println("crash test: %d kills, -Dcrash.seed=%d".formatted(KILLS, SEED));
    var file = directory.resolve("crash.db");
    var random = new SplittableRandom(SEED);
    var server = ProgramProcess.start(CrashServer.class, file, port);
    try (var wire = new Wire("127.0.0.1:" + port)) {
      var _ = wire.calls().createSchedule(everySecond());
      for (int kill = 0; kill < KILLS; kill++) {
        Thread.sleep(random.nextInt(MAX_LIFE_MILLIS));
        server.kill();
        server = ProgramProcess.start(CrashServer.class, file, port);
        wire.reconnect();
      }
      patiently(wire, () -> wire.calls().patchSchedule(pause()));
      check(wire);
    } finally {
      server.kill();
    }
  }

  /// The server may still be starting.
  private static <T> T patiently(Wire wire, Supplier<T> call) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        wire.reconnect();
        Thread.sleep(20);
      }
    }
  }

  private static CreateScheduleRequest everySecond() {
    var start =
        NewWorkflowExecutionInfo.newBuilder()
            .setWorkflowId("run")
            .setWorkflowType(WorkflowType.newBuilder().setName("Some"))
            .setTaskQueue(Wire.queue("nobody"));
    return CreateScheduleRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setScheduleId("s")
        .setRequestId("create")
        .setSchedule(
            Schedule.newBuilder()
                .setSpec(
                    ScheduleSpec.newBuilder()
                        .addInterval(IntervalSpec.newBuilder().setInterval(Wire.seconds(1))))
                .setAction(ScheduleAction.newBuilder().setStartWorkflow(start))
                .setPolicies(
                    SchedulePolicies.newBuilder()
                        .setOverlapPolicy(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL)))
        .build();
  }

  private static PatchScheduleRequest pause() {
    return PatchScheduleRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setScheduleId("s")
        .setRequestId("pause")
        .setPatch(SchedulePatch.newBuilder().setPause("enough"))
        .build();
  }

  private static void check(Wire wire) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    var times = patiently(wire, () -> times(wire));
    while (times.size() != actions(wire) && System.nanoTime() < end) {
      Thread.sleep(20);
      times = times(wire);
    }

    assertThat(times).hasSizeGreaterThan(KILLS / 2).doesNotHaveDuplicates();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i))
          .as("no second is left out")
          .isEqualTo(times.get(i - 1).plusSeconds(1));
    }
    assertThat(actions(wire)).isEqualTo(times.size());
  }

  private static long actions(Wire wire) {
    return wire.calls()
        .describeSchedule(
            DescribeScheduleRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setScheduleId("s")
                .build())
        .getInfo()
        .getActionCount();
  }

  /// The times of the workflows' ids, of each run once.
  private static List<Instant> times(Wire wire) {
    var times = new ArrayList<Instant>();
    var request =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setQuery("WorkflowId STARTS_WITH '" + PREFIX + "'");
    do {
      var page = wire.calls().listWorkflowExecutions(request.build());
      page.getExecutionsList()
          .forEach(
              run ->
                  times.add(
                      Instant.parse(
                          run.getExecution().getWorkflowId().substring(PREFIX.length()))));
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    times.sort(null);
    return times;
  }
}

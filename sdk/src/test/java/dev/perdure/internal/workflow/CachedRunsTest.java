package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import io.temporal.api.history.v1.HistoryEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds what a run costs that waits in a worker's memory, and how fast a history is replayed. The
/// limits are far from what is measured, so that a busy machine passes; the figures are printed.
final class CachedRunsTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));

  /// The activities that the workflows here name.
  public interface Work {
    @Activity.Definition
    int work(int number);
  }

  @Workflow.Definition
  public static final class WaitsForApproval {
    private @Nullable String approvedBy;

    @Workflow.Run
    public String run(String order) {
      Workflow.await(Duration.ofDays(7), () -> approvedBy != null);
      return order + approvedBy;
    }

    @Workflow.Signal
    public void approve(String by) {
      approvedBy = by;
    }
  }

  @Test
  void a_parked_run_costs_little_memory() {
    var definition = WorkflowDefinition.of(WaitsForApproval.class);
    int count = 10_000;
    List<WorkflowRun> runs = new ArrayList<>(count);
    park(definition, 1_000, new ArrayList<>());
    long before = usedHeap();

    park(definition, count, runs);
    long bytes = (usedHeap() - before) / count;
    runs.forEach(WorkflowRun::close);

    System.out.println("a cached parked run: " + bytes + " bytes");
    // 100,000 fit into a gigabyte. Frames that are not compiled yet are larger than others.
    assertThat(bytes).isLessThan(10 * 1024);
  }

  private static void park(WorkflowDefinition definition, int count, List<WorkflowRun> runs) {
    for (int i = 0; i < count; i++) {
      // A history of its own, as polled ones are: nothing is shared between the runs.
      var events =
          new HistoryBuilder()
              .started(
                  definition.name(),
                  DataConverter.defaults().encodeAll("an order with the number " + i))
              .taskStarted()
              .events();
      var run = new WorkflowRun(SimulatedServer.SETTINGS, definition, "workflow-" + i, "run-" + i);
      SimulatedServer.handle(run, new WorkflowTask(events, 0, 3, Map.of(), null));
      runs.add(run);
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Workflow.Definition
  public static final class Loops {
    @Workflow.Run
    public int run(int rounds) {
      int sum = 0;
      for (int i = 0; i < rounds; i++) {
        sum += Workflow.executeActivity(Work::work, i, OPTIONS);
      }
      return sum;
    }
  }

  @Test
  void a_long_history_is_replayed_quickly() {
    int rounds = 2_000;
    var history =
        new HistoryBuilder().started("Loops", DataConverter.defaults().encodeAll(rounds)).task();
    for (int i = 1; i <= rounds; i++) {
      history.activityScheduled("" + i, "work");
      long scheduled = history.last();
      history
          .activityStarted(scheduled)
          .activityCompleted(scheduled, DataConverter.defaults().encodeAll(i))
          .task();
    }
    List<HistoryEvent> events = history.events();
    var definition = WorkflowDefinition.of(Loops.class);

    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      var run = new WorkflowRun(SimulatedServer.SETTINGS, definition, "workflow", "run");
      long begin = System.nanoTime();
      SimulatedServer.handle(run, new WorkflowTask(events, events.size() - 1, 0, Map.of(), null));
      best = Math.min(best, System.nanoTime() - begin);
      run.close();
    }

    long perSecond = events.size() * 1_000_000_000L / best;
    System.out.println("replayed events per second: " + perSecond);
    assertThat(perSecond).isGreaterThan(10_000);
  }
}

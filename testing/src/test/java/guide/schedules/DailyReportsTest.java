package guide.schedules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.perdure.client.Client;
import dev.perdure.client.RpcException;
import dev.perdure.client.Schedule;
import dev.perdure.client.ScheduleActionStartWorkflow;
import dev.perdure.client.ScheduleBackfill;
import dev.perdure.client.ScheduleCalendarSpec;
import dev.perdure.client.ScheduleHandle;
import dev.perdure.client.ScheduleInfo;
import dev.perdure.client.ScheduleListDescription;
import dev.perdure.client.ScheduleNotFoundException;
import dev.perdure.client.ScheduleOverlapPolicy;
import dev.perdure.client.SchedulePolicy;
import dev.perdure.client.ScheduleRange;
import dev.perdure.client.ScheduleSpec;
import dev.perdure.client.ScheduleState;
import dev.perdure.client.ScheduleUpdate;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.testing.WorkflowEnvironmentOptions;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DailyReportsTest {
  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(w -> w.workflows(Report.class))
          .withOptions(
              WorkflowEnvironmentOptions.defaults()
                  .withSearchAttributes(Report.TEAM, Report.PAGES));

  @Test
  void a_report_is_made_every_morning(WorkflowEnvironment env, Client client, Worker worker) {
    String taskQueue = worker.taskQueue();

    var report = ScheduleActionStartWorkflow.of(Report::run, "sales", "sales-report", taskQueue);
    var mornings =
        ScheduleSpec.calendar(ScheduleCalendarSpec.daily().withHour(ScheduleRange.of(6)))
            .withTimeZoneName("Europe/Berlin");
    ScheduleHandle daily = client.createSchedule("daily", Schedule.of(report, mornings));

    env.sleep(Duration.ofDays(3)); // in a test whose time skips
    ScheduleInfo info = daily.describe().info();
    assertTrue(info.numActions() >= 2);
    assertEquals(10, info.nextActionTimes().size());
    assertTrue(
        client.listWorkflows("TemporalScheduledById = 'daily'").stream()
            .allMatch(run -> run.id().startsWith("sales-report-20")));
  }

  @Test
  void times_are_said_in_several_ways(Client client, Worker worker) {
    List<ScheduleSpec> specs =
        List.of(
            ScheduleSpec.every(Duration.ofMinutes(15)), // at :00, :15, :30 and :45
            ScheduleSpec.cron("0 9 * * MON-FRI"), // at nine on working days, in UTC
            ScheduleSpec.calendar(
                    ScheduleCalendarSpec.daily().withHour(ScheduleRange.of(9, 17, 4))) // 9, 13, 17
                .withSkip(
                    ScheduleCalendarSpec.daily()
                        .withHour(ScheduleRange.of(0, 23))
                        .withDayOfMonth(ScheduleRange.of(24, 26))
                        .withMonth(ScheduleRange.of(12)))
                .withTimeZoneName("Europe/Berlin")
                .withJitter(Duration.ofMinutes(5)), // up to so much later, by chance
            ScheduleSpec.empty()); // only when it is triggered

    var action = ScheduleActionStartWorkflow.of(Report::run, "sales", "id", worker.taskQueue());
    var counts = new ArrayList<Integer>();
    Instant monday = Instant.parse("2035-12-24T00:00:00Z");
    for (ScheduleSpec spec : specs) {
      var schedule = client.createSchedule("spec-" + counts.size(), Schedule.of(action, spec));
      counts.add(schedule.matchingTimes(monday, monday.plus(Duration.ofDays(4))).size());
    }
    assertEquals(List.of(4 * 24 * 4, 4, 3, 0), counts);
    var never = Schedule.of(action, ScheduleSpec.cron("0 9 30 2 *"));
    assertThrows(RpcException.class, () -> client.createSchedule("never", never));
  }

  @Test
  void a_policy_says_what_happens_when_it_is_not_as_planned(Client client, Worker worker) {
    var report =
        ScheduleActionStartWorkflow.of(Report::run, "sales", "sales-report", worker.taskQueue());
    var mornings = ScheduleSpec.cron("CRON_TZ=Europe/Berlin 0 6 * * *");

    var schedule =
        Schedule.of(report.withRunTimeout(Duration.ofHours(3)), mornings)
            .withPolicy(
                SchedulePolicy.defaults()
                    .withOverlap(ScheduleOverlapPolicy.BUFFER_ONE)
                    .withCatchupWindow(Duration.ofHours(6))
                    .withPauseOnFailure(true))
            .withState(ScheduleState.defaults().withRemainingActions(30).withNote("for a month"));

    var created = client.createSchedule("daily", schedule).describe().schedule();
    assertEquals(ScheduleOverlapPolicy.BUFFER_ONE, created.policy().overlap());
    assertEquals(30, created.state().remainingActions());
  }

  @Test
  void a_schedule_is_steered_by_its_handle(WorkflowEnvironment env, Client client, Worker worker) {
    var report =
        ScheduleActionStartWorkflow.of(Report::run, "sales", "sales-report", worker.taskQueue());
    client.createSchedule("daily", Schedule.of(report, ScheduleSpec.cron("0 6 * * *")));
    var from = Instant.parse("2024-02-28T00:00:00Z");
    var to = Instant.parse("2024-03-01T00:00:00Z");

    ScheduleHandle daily = client.getScheduleHandle("daily");
    daily.trigger(); // one report now
    daily.pause("the books are closed");
    daily.backfill( // reports that were missed, one after the other
        ScheduleBackfill.of(from, to).withOverlap(ScheduleOverlapPolicy.BUFFER_ALL));
    daily.update(
        input -> {
          Schedule before = input.description().schedule();
          return ScheduleUpdate.of(
              before.withSpec(before.spec().withJitter(Duration.ofMinutes(10))));
        });

    env.sleep(Duration.ofDays(1));
    assertEquals(3, daily.describe().info().numActions());

    for (ScheduleListDescription paused : client.listSchedules("TemporalSchedulePaused = true")) {
      client.getScheduleHandle(paused.id()).unpause("the books are open");
    }

    assertFalse(daily.describe().schedule().state().paused());
    daily.delete(); // what it has started goes on
    assertThrows(ScheduleNotFoundException.class, daily::describe);
  }
}

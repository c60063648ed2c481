package dev.perdure.engine.sim;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.record.ScheduledBy;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What must be true of the schedules that have had one id: each action has started one workflow,
/// as it was defined when it was taken, and each workflow was started by one.
final class ScheduleCheck {
  /// An action, and what was defined before and after the decision that took it.
  private record Taken(ScheduleAction action, Set<Memo> definitions) {}

  private final Server server;
  private final EntityKey key;
  private final Map<String, List<Event>> histories;
  private final Map<String, ScheduledBy> scheduled;
  private final Map<ScheduledBy, Taken> taken = new LinkedHashMap<>();

  /// The first runs, by the action.
  private final Map<ScheduledBy, String> started = new LinkedHashMap<>();

  /// The schedule of the id that is there now, and the requests that it knows.
  private String incarnation = "";

  private final Set<String> asked = new HashSet<>();

  ScheduleCheck(Server server, EntityKey key, Map<String, List<Event>> histories) {
    this.server = server;
    this.key = key;
    this.histories = histories;
    this.scheduled = server.scheduled();
    collect();
  }

  private void collect() {
    var definitions = new LinkedHashSet<Memo>();
    for (var transition : server.transitions(key)) {
      for (var record : transition) {
        switch ((ScheduleRecord) record) {
          case ScheduleRecord.Defined part -> {
            if (!part.incarnation().equals(incarnation)) {
              incarnation = part.incarnation();
              asked.clear();
              definitions.clear();
            }
            definitions.add(part.schedule().getAction().getStartWorkflow().getMemo());
          }
          case ScheduleRecord.Asked(var requestIds) -> asked.addAll(requestIds);
          case ScheduleRecord.Moved(var progress) -> {
            for (var action : progress.actions()) {
              taken.putIfAbsent(
                  new ScheduledBy(key.id(), incarnation, action.number()),
                  new Taken(action, Set.copyOf(definitions)));
            }
          }
          case ScheduleRecord.Deleted _ -> incarnation = "";
          case ScheduleRecord.Carried _, ScheduleRecord.Former _ -> {}
        }
      }
      while (definitions.size() > 1) {
        definitions.removeFirst();
      }
    }
  }

  /// Each workflow was started by an action, and by one only.
  void verifyStarts() {
    histories.forEach(
        (runId, events) -> {
          var first = started(events);
          if (first.getIdentity().equals("temporal-scheduler-default-" + key.id())) {
            var by = Objects.requireNonNull(scheduled.get(runId));
            assertThat(started.put(by, runId)).as("%s has started once", by).isNull();
            assertThat(taken).containsKey(by);
            var action = Objects.requireNonNull(taken.get(by));
            assertThat(first.getWorkflowId()).isEqualTo(action.action.workflowId());
            assertThat(action.definitions).as("%s by definition", by).contains(first.getMemo());
          }
        });
  }

  /// Each action of the last schedule has started a workflow, unless another one had its id.
  void verifyActions() {
    var progress = Objects.requireNonNull(server.schedule(key)).progress();
    var used = histories.values().stream().map(ScheduleCheck::workflow).collect(toSet());
    int count = 0;
    int givenUp = 0;
    for (var entry : taken.entrySet()) {
      if (entry.getKey().incarnation().equals(incarnation)) {
        count++;
        if (!started.containsKey(entry.getKey())) {
          givenUp++;
          assertThat(used)
              .as("%s is given up for a reason", entry.getKey())
              .contains(entry.getValue().action.workflowId());
        }
      }
    }
    assertThat(progress.lastNumber()).isEqualTo(count);
    assertThat(progress.counts().actions()).isEqualTo(count - givenUp);
  }

  /// No workflow begins before the one before it has ended, whatever other schedules of the id did.
  void verifyNoOverlap() {
    var bySchedule = new HashMap<String, List<List<Event>>>();
    scheduled.forEach(
        (runId, by) -> {
          if (by.scheduleId().equals(key.id())) {
            bySchedule
                .computeIfAbsent(by.incarnation(), _ -> new ArrayList<>())
                .add(Objects.requireNonNull(histories.get(runId)));
          }
        });
    bySchedule.values().forEach(ScheduleCheck::verifyNoOverlap);
  }

  private static void verifyNoOverlap(List<List<Event>> runs) {
    var inOrder = runs.stream().sorted(Comparator.comparing(ScheduleCheck::begin)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      var former = inOrder.get(i - 1);
      assertThat(Times.instant(former.getLast().event().getEventTime()))
          .as("%s and %s overlap", started(former), started(inOrder.get(i)))
          .isBeforeOrEqualTo(begin(inOrder.get(i)));
    }
  }

  /// A workflow was started because of this request, if the last schedule has heard of it.
  void verifyAcknowledged(String requestId, String workflowId) {
    if (asked.contains(requestId)) {
      assertThat(histories.values().stream().map(ScheduleCheck::workflow))
          .as("what %s asked for", requestId)
          .contains(workflowId);
    }
  }

  private static String workflow(List<Event> events) {
    return started(events).getWorkflowId();
  }

  private static WorkflowExecutionStartedEventAttributes started(List<Event> events) {
    return events.getFirst().event().getWorkflowExecutionStartedEventAttributes();
  }

  private static Instant begin(List<Event> events) {
    return Times.instant(events.getFirst().event().getEventTime());
  }
}

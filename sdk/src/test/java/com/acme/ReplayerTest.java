package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.WorkflowHistory;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.WorkflowReplayException;
import dev.perdure.worker.WorkflowReplayResult;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayerTest {
  private static final String HISTORY =
      """
      {
        "events": [
          {
            "eventId": "1",
            "eventTime": "2026-01-01T00:00:00Z",
            "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
            "workflowExecutionStartedEventAttributes": {
              "workflowType": {"name": "Parcel"},
              "taskQueue": {"name": "parcels"},
              "originalExecutionRunId": "run-1",
              "input": {"payloads": [
                {"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "IkFkYSI="}
              ]}
            }
          },
          {"eventId": "2", "eventType": "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED"},
          {
            "eventId": "3",
            "eventTime": "2026-01-01T00:00:01Z",
            "eventType": "EVENT_TYPE_WORKFLOW_TASK_STARTED"
          },
          {"eventId": "4", "eventType": "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"},
          {
            "eventId": "5",
            "eventType": "EVENT_TYPE_TIMER_STARTED",
            "timerStartedEventAttributes": {"timerId": "1", "startToFireTimeout": "60s"}
          }
        ]
      }
      """;

  /// As it was when the history was written.
  @Workflow.Definition(name = "Parcel")
  public static class Sleeping {
    @Workflow.Run
    public String run(String to) {
      Workflow.sleep(Duration.ofMinutes(1));
      return "sent to " + to;
    }
  }

  /// As somebody has changed it since.
  @Workflow.Definition(name = "Parcel")
  public static class Sending {
    @Workflow.Run
    public String run(String to) {
      Workflow.executeActivity(
          "send", String.class, ActivityOptions.startToClose(Duration.ofMinutes(1)), to);
      return "sent to " + to;
    }
  }

  /// Waits, and so asks for less than the history has.
  @Workflow.Definition(name = "Parcel")
  public static class Waiting {
    @Workflow.Run
    public void run(String to) {
      Workflow.await(to::isEmpty);
    }
  }

  /// Has a bug.
  @Workflow.Definition(name = "Parcel")
  public static class Broken {
    @Workflow.Run
    public void run(String to) {
      throw new IllegalArgumentException("no such place: " + to);
    }
  }

  /// Sleeps in one version of the code.
  @Workflow.Definition(name = "Parcel")
  public static class Versioned {
    @Workflow.Run
    public void run(String to) {
      if (Workflow.info().currentBuildId().equals("sleeps")) {
        Workflow.sleep(Duration.ofMinutes(1));
      }
    }
  }

  private final WorkflowHistory history = WorkflowHistory.fromJson("parcel-1", HISTORY);

  private static Replayer replayer(Class<?> workflow) {
    return Replayer.builder().workflows(workflow).build();
  }

  @Test
  void code_that_has_not_changed_replays() {
    assertThatCode(() -> replayer(Sleeping.class).replayWorkflow(history))
        .doesNotThrowAnyException();
  }

  @Test
  void a_replayer_tells_what_it_was_built_with_for_another_one_like_it() {
    Replayer one = replayer(Versioned.class);

    one.config().buildId("sleeps").build().replayWorkflow(history);
    assertThatThrownBy(() -> one.replayWorkflow(history))
        .isInstanceOf(WorkflowReplayException.class);
    assertThatThrownBy(() -> one.config().workflows(Sleeping.class).build())
        .isInstanceOf(InvalidDefinitionException.class);
  }

  @Test
  void also_the_commands_of_the_last_task_are_compared() {
    assertThatThrownBy(() -> replayer(Sending.class).replayWorkflow(history))
        .isInstanceOf(WorkflowReplayException.class)
        .hasMessageContainingAll(
            "Workflow parcel-1 (run run-1) cannot be replayed",
            "[TMPRL1100]",
            "event 5 of the history is TimerStarted",
            "ActivityTaskScheduled",
            "send");
    assertThatThrownBy(() -> replayer(Waiting.class).replayWorkflow(history))
        .hasMessageContainingAll("event 5", "asked for nothing more");
  }

  @Test
  void a_command_that_the_history_does_not_have_is_found_also_at_its_end() {
    var shorter = new WorkflowHistory("parcel-1", history.events().subList(0, 4));

    assertThatThrownBy(() -> replayer(Sleeping.class).replayWorkflow(shorter))
        .hasMessageContainingAll("asked for TimerStarted", "no event for it");
  }

  @Test
  void a_task_that_was_not_completed_asks_for_nothing_yet() {
    var begun = new WorkflowHistory("parcel-1", history.events().subList(0, 3));

    assertThatCode(() -> replayer(Sending.class).replayWorkflow(begun)).doesNotThrowAnyException();
  }

  @Test
  void what_the_code_throws_is_the_cause() {
    assertThatThrownBy(() -> replayer(Broken.class).replayWorkflow(history))
        .isInstanceOf(WorkflowReplayException.class)
        .hasMessageContaining("no such place: Ada")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_type_that_is_not_there_and_a_history_that_is_not_whole_are_named() {
    var other = WorkflowHistory.fromJson("parcel-1", HISTORY.replace("Parcel", "Letter"));
    var rest = new WorkflowHistory("parcel-1", history.events().subList(1, 5));

    assertThatThrownBy(() -> replayer(Sleeping.class).replayWorkflow(other))
        .hasMessageContaining(
            "workflow class Letter is not registered on this replayer, available workflows:"
                + " Parcel");
    assertThatThrownBy(() -> replayer(Sleeping.class).replayWorkflow(rest))
        .hasMessageContaining("does not begin with the start");
  }

  @Test
  void histories_come_as_json_of_both_kinds_and_as_protobuf() throws Exception {
    var pascalCase =
        HISTORY
            .replace("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "WorkflowExecutionStarted")
            .replace("EVENT_TYPE_TIMER_STARTED", "TimerStarted");
    byte[] bytes = History.newBuilder().addAllEvents(history.events()).build().toByteArray();

    assertThat(WorkflowHistory.fromJson("parcel-1", pascalCase)).isEqualTo(history);
    replayer(Sleeping.class)
        .replayWorkflow(new WorkflowHistory("parcel-1", History.parseFrom(bytes).getEventsList()));
  }

  @Test
  void many_histories_are_replayed_and_all_failures_told() {
    var second = WorkflowHistory.fromJson("parcel-2", HISTORY.replace("run-1", "run-2"));
    var replayer = replayer(Sending.class);
    var histories = List.of(history, second);

    assertThat(replayer.replayFailures(histories)).containsOnlyKeys("run-1", "run-2");
    assertThat(replayer(Sleeping.class).replayFailures(histories)).isEmpty();
    assertThatThrownBy(() -> replayer.replayWorkflows(histories))
        .hasMessageContaining("run-1")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void a_history_that_cannot_be_decoded_fails_alone() {
    var secret = WorkflowHistory.fromJson("parcel-2", HISTORY.replace("run-1", "run-2"));
    var codec =
        new PayloadCodec() {
          private int seen;

          @Override
          public List<Payload> encode(List<Payload> payloads) {
            return payloads;
          }

          @Override
          public List<Payload> decode(List<Payload> payloads) {
            if (seen++ == 0) {
              throw new IllegalStateException("the key is gone");
            }
            return payloads;
          }
        };
    var replayer =
        Replayer.builder()
            .workflows(Sleeping.class)
            .dataConverter(DataConverter.defaults().withCodec(codec))
            .build();

    assertThat(replayer.replayFailures(List.of(secret, history)))
        .hasEntrySatisfying("run-2", e -> assertThat(e).hasStackTraceContaining("the key is gone"))
        .hasSize(1);
  }

  @Test
  void an_iterator_replays_one_history_at_a_time() {
    var taken = new ArrayList<WorkflowHistory>();
    var histories = List.of(history, history).stream().peek(taken::add).iterator();

    var results = replayer(Sleeping.class).workflowReplayIterator(histories);

    WorkflowReplayResult first = results.next();
    assertThat(first.history()).isEqualTo(history);
    assertThat(first.replayFailure()).isEmpty();
    assertThat(taken).hasSize(1);
  }

  @Test
  void what_the_worker_had_the_replayer_can_have() {
    var replayer =
        Replayer.builder()
            .workflow(Sleeping.class, Sleeping::new)
            .namespace("shop")
            .dataConverter(DataConverter.defaults())
            .workflowFailureExceptionTypes(IllegalArgumentException.class)
            .debugMode(true)
            .build();

    assertThatCode(() -> replayer.replayWorkflow(history)).doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(() -> Replayer.builder().build())
        .withMessage("The replayer has nothing to replay. Add workflows(…).");
    assertThatThrownBy(() -> Replayer.builder().workflows(String.class).build())
        .isInstanceOf(InvalidDefinitionException.class);
  }
}

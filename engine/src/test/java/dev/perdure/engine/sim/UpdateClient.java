package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.decision.UpdateWithStartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Brings updates to one workflow, each with its id again and again until it hears how it ended,
/// and keeps what it was told.
final class UpdateClient {
  private static final int UPDATES = 4;

  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Network network;
  private final EntityKey key;
  private final StartWorkflowExecutionRequest start;
  private final List<UpdateStatus> told = new ArrayList<>();

  UpdateClient(
      Agenda agenda,
      Faults faults,
      RandomGenerator random,
      Network network,
      EntityKey key,
      StartWorkflowExecutionRequest start) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.network = network;
    this.key = key;
    this.start = start;
  }

  void begin() {
    for (int i = 0; i < UPDATES; i++) {
      var id = key.id() + "-update-" + i;
      agenda.after(faults.delay(20_000), () -> update(id, new boolean[1]));
    }
  }

  private void update(String id, boolean[] isOver) {
    if (isOver[0]) {
      return;
    }
    switch (faults.isOver() ? 0 : random.nextInt(8)) {
      case 0 -> network.call(key, new Request.PollUpdate("", id), outcome -> hear(outcome, isOver));
      case 1 ->
          network.call(
              key,
              new Request.UpdateWithStart(
                  start.toBuilder()
                      .setRequestId("start-" + id)
                      .setWorkflowIdConflictPolicy(
                          WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                      .build(),
                  request(id)),
              outcome -> hearBoth(outcome, isOver));
      default ->
          network.call(key, new Request.Update(request(id)), outcome -> hear(outcome, isOver));
    }
    agenda.after(Duration.ofSeconds(1), () -> update(id, isOver));
  }

  private void hearBoth(Outcome<UpdateWithStartReply> outcome, boolean[] isOver) {
    if (outcome instanceof Decision.Accepted<UpdateWithStartReply>(var reply)
        && reply instanceof UpdateWithStartReply.Done(var _, var status)) {
      hear(Decision.accept(status), isOver);
    }
  }

  private void hear(Outcome<UpdateStatus> outcome, boolean[] isOver) {
    switch (outcome) {
      case Decision.Accepted<UpdateStatus>(var status) -> {
        told.add(status);
        isOver[0] |= status.outcome() != null;
      }
      case Decision.Rejected<UpdateStatus>(var rejection) ->
          isOver[0] |= faults.isOver() || rejection.message().contains("already completed");
    }
  }

  private UpdateWorkflowExecutionRequest request(String id) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(key.id()))
        .setRequest(
            io.temporal.api.update.v1.Request.newBuilder()
                .setMeta(Meta.newBuilder().setUpdateId(id))
                .setInput(Input.newBuilder().setName("change")))
        .build();
  }

  /// What was said to be in the history is there, with the same outcome.
  void verify(Map<String, List<Event>> histories) {
    for (var status : told) {
      if (!status.isInHistory()) {
        assertThat(status.outcome() == null || status.outcome().hasFailure()).isTrue();
        continue;
      }
      var history = histories.get(status.runId());
      assertThat(history).as("history of %s", status).isNotNull();
      assertThat(history)
          .as("%s was accepted", status)
          .anyMatch(event -> accepts(event, status.updateId()));
      if (status.outcome() != null && status.outcome().hasSuccess()) {
        assertThat(history)
            .as("%s was completed", status)
            .anyMatch(event -> completes(event, status));
      }
    }
  }

  private static boolean accepts(Event event, String updateId) {
    return event.event().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
        && event
            .event()
            .getWorkflowExecutionUpdateAcceptedEventAttributes()
            .getProtocolInstanceId()
            .equals(updateId);
  }

  private static boolean completes(Event event, UpdateStatus status) {
    var attributes = event.event().getWorkflowExecutionUpdateCompletedEventAttributes();
    return attributes.getMeta().getUpdateId().equals(status.updateId())
        && attributes.getOutcome().equals(status.outcome());
  }
}

package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.verification.official.OfficialActivities.StepsInTest;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the official Java SDK expects of a server's updates, as client and as worker, over TCP.
///
/// The official test server keeps the workflow tasks of rejected updates.
abstract class OfficialUpdateSuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private OfficialSession session;

  @BeforeEach
  void connect() {
    session =
        new OfficialSession(
            server(), sticky(), new StepsInTest(), OfficialUpdates.CounterWorkflow.class);
  }

  @AfterEach
  void replay_everything() throws Exception {
    session.close();
  }

  @Test
  void an_update_changes_the_workflow_and_returns_a_result() {
    var counter = session.start("Counter", 1);

    assertThat(counter.update("add", Integer.class, 2)).isEqualTo(3);
    assertThat(counter.update("add", Integer.class, 4)).isEqualTo(7);
    counter.signal("end");

    assertThat(counter.getResult(Integer.class)).isEqualTo(7);
    assertThat(count(counter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED))
        .isEqualTo(2);
    assertThat(count(counter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED))
        .isEqualTo(2);
  }

  @Test
  void an_update_that_its_validator_refuses_leaves_no_trace() {
    var counter = session.start("Counter", 1);
    assertThat(counter.update("add", Integer.class, 1)).isEqualTo(2);
    int before = session.history(counter).size();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> counter.update("add", Integer.class, -1))
          .isInstanceOf(WorkflowUpdateException.class)
          .rootCause()
          .hasMessageContaining("only upwards");
    }

    if (!isOfficialTestServer()) {
      assertThat(session.history(counter)).hasSize(before);
    }
    assertThat(counter.update("add", Integer.class, 1)).isEqualTo(3);
    counter.signal("end");
    assertThat(counter.getResult(Integer.class)).isEqualTo(3);
    assertThat(count(counter, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_REJECTED)).isZero();
  }

  @Test
  void an_update_that_was_accepted_goes_on_without_its_caller() throws Exception {
    var counter = session.start("Counter", 0);
    var later = counter.startUpdate(options("addLater", "later").build(), 5);
    assertThat(later.getResultAsync().isDone()).isFalse();

    counter.signal("release");

    assertThat(result(later)).isEqualTo(5);
    assertThat(result(counter.getUpdateHandle("later", Integer.class))).isEqualTo(5);
    counter.signal("end");
    assertThat(counter.getResult(Integer.class)).isEqualTo(5);
    assertThat(result(counter.getUpdateHandle("later", Integer.class))).isEqualTo(5);
  }

  @Test
  void an_update_with_an_id_happens_once() throws Exception {
    var counter = session.start("Counter", 0);
    var once = options("add", "once").build();

    assertThat(result(counter.startUpdate(once, 5))).isEqualTo(5);
    assertThat(result(counter.startUpdate(once, 5))).isEqualTo(5);
    counter.signal("end");

    assertThat(counter.getResult(Integer.class)).isEqualTo(5);
  }

  @Test
  void an_update_can_call_an_activity_and_can_fail() {
    var counter = session.start("Counter", 0);

    assertThat(counter.update("greet", String.class, "Ada")).isEqualTo("Hello, Ada!");
    assertThatThrownBy(() -> counter.update("fail", Void.class, "Odd"))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, failure -> assertThat(failure.getType()).isEqualTo("Odd"));
    counter.signal("end");

    assertThat(counter.getResult(Integer.class)).isZero();
  }

  @Test
  void updates_at_the_same_time_all_get_their_answers() throws Exception {
    var counter = session.start("Counter", 0);
    var handles = new ArrayList<WorkflowUpdateHandle<Integer>>();
    for (int i = 0; i < 5; i++) {
      handles.add(counter.startUpdate(options("addLater", "u" + i).build(), 1));
    }
    counter.signal("release");
    var results = new ArrayList<Integer>();
    for (var handle : handles) {
      results.add(result(handle));
    }
    counter.signal("end");

    assertThat(results).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(counter.getResult(Integer.class)).isEqualTo(5);
  }

  @Test
  void an_update_starts_its_workflow_if_that_is_not_there() throws Exception {
    var id = "workflow-" + UUID.randomUUID();

    var first = updateWithStart(id, "first", 1, 10);
    var second = updateWithStart(id, "second", 2, 100);

    // The SDK handles an update that comes with the start before the workflow's own code.
    assertThat(first.result).isEqualTo(1);
    assertThat(second.result).isEqualTo(13);
    assertThat(OfficialSession.execution(second.run))
        .isEqualTo(OfficialSession.execution(first.run));
    first.run.signal("end");
    assertThat(first.run.getResult(Integer.class)).isEqualTo(13);
  }

  private record Started(WorkflowStub run, int result) {}

  private Started updateWithStart(String id, String updateId, int number, int from)
      throws Exception {
    var options =
        session
            .options()
            .setWorkflowId(id)
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .build();
    var stub = session.client().newUntypedWorkflowStub("Counter", options);
    var handle =
        stub.startUpdateWithStart(
            options("add", updateId).build(), new Object[] {number}, new Object[] {from});
    return new Started(stub, result(handle));
  }

  @Test
  void updates_go_to_the_run_that_continues() {
    var counter = session.start("Counter", 0);
    var first = OfficialSession.execution(counter);
    var current = session.client().newUntypedWorkflowStub(first.getWorkflowId());
    assertThat(current.update("add", Integer.class, 3)).isEqualTo(3);

    current.signal("startOver");
    assertThat(current.update("add", Integer.class, 4)).isEqualTo(7);
    current.signal("end");

    assertThat(current.getResult(Integer.class)).isEqualTo(7);
    assertThat(session.history(first).getLast().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);
  }

  @Test
  void an_update_that_is_running_when_the_workflow_ends_fails() {
    var counter = session.start("Counter", 4);

    assertThatThrownBy(() -> counter.update("endNow", Void.class))
        .isInstanceOf(WorkflowUpdateException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo("AcceptedUpdateCompletedWorkflow"));
    assertThat(counter.getResult(Integer.class)).isEqualTo(4);
  }

  private static UpdateOptions.Builder<Integer> options(String name, String id) {
    return UpdateOptions.newBuilder(Integer.class)
        .setUpdateName(name)
        .setUpdateId(id)
        .setWaitForStage(WorkflowUpdateStage.ACCEPTED);
  }

  private static int result(WorkflowUpdateHandle<Integer> handle) throws Exception {
    return handle.getResultAsync().get(30, TimeUnit.SECONDS);
  }

  private long count(WorkflowStub run, EventType type) {
    return session.history(run).stream()
        .map(HistoryEvent::getEventType)
        .filter(type::equals)
        .count();
  }
}

package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perdure.verification.official.OfficialActivities.StepsInTest;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.workflow.ChildWorkflowCancellationType;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the official Java SDK expects of a server where workflows have to do with each other:
/// children, parent close policies, signals and cancel requests from one to another.
abstract class OfficialFamilySuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private StepsInTest steps;

  @SuppressWarnings("NullAway.Init") // set before every test
  private OfficialSession session;

  private void assumeParentClosePolicies() {
    assumeFalse(isOfficialTestServer(), "the official test server has no parent close policies");
  }

  @BeforeEach
  void connect() {
    steps = new StepsInTest();
    session = new OfficialSession(server(), true, steps, OfficialFamilies.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    steps.end.countDown();
    session.close();
  }

  @ParameterizedTest
  @CsvSource({
    "returns, returns",
    "goes on, went on",
    "waits, signaled",
    "fails, 'ApplicationFailure: '",
  })
  void a_parent_gets_what_becomes_of_its_child(String what, String result) {
    assertThat(session.start("Parent", what).getResult(String.class)).startsWith(result);
  }

  @Test
  void a_child_whose_id_is_taken_fails_the_call_only() {
    var options = session.options().build();
    var taken = session.options().setWorkflowId(options.getWorkflowId() + "/returns").build();
    session.start("Child", taken, "waits");

    var parent = session.start("Parent", options, "returns");

    assertThat(parent.getResult(String.class)).startsWith("WorkflowExecutionAlreadyStarted");
  }

  @ParameterizedTest
  @EnumSource(ChildWorkflowCancellationType.class)
  void a_canceled_child_ends_for_its_parent_as_the_type_says(ChildWorkflowCancellationType type) {
    var parent = session.start("Cancelling", type);

    assertThat(parent.getResult(String.class)).isEqualTo("canceled");

    if (type == ChildWorkflowCancellationType.ABANDON) {
      assumeParentClosePolicies();
    }
    var child = of(OfficialSession.execution(parent).getWorkflowId() + "/child");
    // An abandoned child, or one that nothing was asked of, follows its parent's end.
    assertThatThrownBy(() -> child.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfAny(CanceledFailure.class, TerminatedFailure.class);
  }

  @Test
  void a_child_is_terminated_with_its_parent() {
    assumeParentClosePolicies();
    var child = leave(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE);

    assertThatThrownBy(() -> child.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(TerminatedFailure.class);
  }

  @Test
  void a_child_is_canceled_when_its_parent_ends() {
    assumeParentClosePolicies();
    var child = leave(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL);

    assertThatThrownBy(() -> child.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
  }

  @Test
  void an_abandoned_child_goes_on() {
    var child = leave(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON);

    child.signal("proceed", "alone");

    assertThat(child.getResult(String.class)).isEqualTo("alone");
  }

  @Test
  void a_workflow_signals_another_one() {
    var other = session.start("Child", "waits");

    var messenger = session.start("Messenger", "signal", id(other));

    assertThat(messenger.getResult(String.class)).isEqualTo("done");
    assertThat(other.getResult(String.class)).isEqualTo("hello");
  }

  @Test
  void a_workflow_cancels_another_one() {
    var other = session.start("Child", "waits");

    var messenger = session.start("Messenger", "cancel", id(other));

    assertThat(messenger.getResult(String.class)).isEqualTo("done");
    assertThatThrownBy(() -> other.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(session.history(messenger))
        .anyMatch(
            event ->
                event.getEventType()
                    == EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
  }

  @Test
  void a_signal_to_nobody_fails_the_call_only() {
    var messenger = session.start("Messenger", "signal", "nobody-" + UUID.randomUUID());

    assertThat(messenger.getResult(String.class)).isEqualTo("not there");
  }

  private WorkflowStub leave(ParentClosePolicy policy) {
    var parent = session.start("Leaving", policy);
    return of(parent.getResult(WorkflowExecution.class).getWorkflowId());
  }

  private WorkflowStub of(String workflowId) {
    return session.client().newUntypedWorkflowStub(workflowId);
  }

  private static String id(WorkflowStub stub) {
    return OfficialSession.execution(stub).getWorkflowId();
  }
}

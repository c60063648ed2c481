package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.verification.ours.FamilyWorkflows.Cancelling;
import dev.perdure.verification.ours.FamilyWorkflows.Chain;
import dev.perdure.verification.ours.FamilyWorkflows.Child;
import dev.perdure.verification.ours.FamilyWorkflows.FanOut;
import dev.perdure.verification.ours.FamilyWorkflows.Leaving;
import dev.perdure.verification.ours.FamilyWorkflows.Messenger;
import dev.perdure.verification.ours.FamilyWorkflows.Parent;
import dev.perdure.verification.ours.FamilyWorkflows.Particular;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.ParentClosePolicy;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What our SDK does where workflows have to do with each other: children, parent close policies,
/// signals and cancel requests from one to another, and runs that continue as new.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PerdureFamilySuite extends ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before every test
  private PerdureSession session;

  /// How many children are many.
  int manyChildren() {
    return 100;
  }

  private void assumeItHas(String feature) {
    assumeFalse(isOfficialTestServer(), "the official test server has no " + feature);
  }

  @BeforeEach
  void connect() {
    session = new PerdureSession(server(), sticky(), new SuiteActivities(), FamilyWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    session.close();
  }

  @ParameterizedTest
  @CsvSource({
    "returns, returns",
    "goes on, went on",
    "is signalled, signalled",
    "fails, Child Workflow execution failed: no",
    "times out, Child Workflow execution timed out: Timed out",
  })
  void a_parent_gets_what_becomes_of_its_child(String what, String result) {
    var parent =
        session.replayed(session.client().startWorkflow(Parent::run, what, session.options()));

    assertThat(parent.result()).isEqualTo(result);
    session.replayed(child(parent, what));
  }

  @Test
  void a_child_that_is_terminated_fails_the_call_only() throws Exception {
    assumeItHas("news of terminated children");
    var parent =
        session.replayed(session.client().startWorkflow(Parent::run, "waits", session.options()));
    var child = running(child(parent, "waits"));

    child.terminate("stop");

    assertThat(parent.result()).isEqualTo("Child Workflow execution terminated: Terminated");
  }

  @Test
  void a_child_whose_id_is_taken_fails_the_call_only() {
    var options = session.options();
    var taken = WorkflowOptions.of(options.id() + "/returns", options.taskQueue());
    session.client().startWorkflow(Child::run, "waits", taken);

    var parent = session.replayed(session.client().startWorkflow(Parent::run, "returns", options));

    assertThat(parent.result()).isEqualTo("taken: " + taken.id());
  }

  @ParameterizedTest
  @EnumSource(ChildWorkflowCancellationType.class)
  void a_cancelled_child_ends_for_its_parent_as_the_type_says(ChildWorkflowCancellationType type) {
    var parent =
        session.replayed(
            session.client().startWorkflow(Cancelling::run, "waits", type, session.options()));

    assertThat(parent.result()).isEqualTo("cancelled");

    if (type == ChildWorkflowCancellationType.ABANDON) {
      assumeItHas("parent close policies");
    }
    // An abandoned child, or one that nothing was asked of, follows its parent's end.
    assertThatThrownBy(() -> child(parent, "child").result())
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfAny(CancelledFailure.class, TerminatedFailure.class);
  }

  @Test
  void a_child_that_continued_as_new_is_cancelled_in_its_latest_run() throws Exception {
    var parent =
        session.replayed(
            session
                .client()
                .startWorkflow(
                    Cancelling::run,
                    "goes on and waits",
                    ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
                    session.options()));
    var child = running(child(parent, "child"));
    while (!isContinued(child)) {
      Thread.sleep(20);
    }

    parent.signal(Cancelling::cancelChild);

    assertThat(parent.result()).isEqualTo("cancelled");
  }

  private static boolean isContinued(WorkflowHandle<?, ?> run) {
    var started = run.fetchHistory().events().getFirst();
    return !started
        .getWorkflowExecutionStartedEventAttributes()
        .getContinuedExecutionRunId()
        .isEmpty();
  }

  @Test
  void cancelling_the_parent_cancels_its_child() throws Exception {
    var parent =
        session.replayed(session.client().startWorkflow(Parent::run, "waits", session.options()));
    var child = running(child(parent, "waits"));

    parent.cancel("enough");

    assertThat(parent.result()).isEqualTo("Child Workflow execution cancelled: Cancelled");
    assertThat(session.replayed(child).describe().status())
        .isEqualTo(WorkflowExecutionStatus.CANCELED);
  }

  @Test
  void a_child_is_terminated_with_its_parent() {
    assumeItHas("parent close policies");

    assertThatThrownBy(() -> leave(ParentClosePolicy.TERMINATE).result())
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(TerminatedFailure.class);
  }

  @Test
  void a_child_is_cancelled_when_its_parent_ends() {
    assumeItHas("parent close policies");

    assertThatThrownBy(() -> leave(ParentClosePolicy.REQUEST_CANCEL).result())
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CancelledFailure.class);
  }

  @Test
  void an_abandoned_child_goes_on() {
    var child = leave(ParentClosePolicy.ABANDON);

    child.signal("proceed", "alone");

    assertThat(child.result()).isEqualTo("alone");
    session.replayed(child);
  }

  private WorkflowHandle<?, ?> leave(ParentClosePolicy policy) {
    var parent =
        session.replayed(session.client().startWorkflow(Leaving::run, policy, session.options()));
    return session.client().getWorkflowHandle(parent.result(), String.class);
  }

  @Test
  void a_workflow_signals_another_one() {
    var other =
        session.replayed(session.client().startWorkflow(Child::run, "waits", session.options()));

    assertThat(messenger("signal", other.id(), "")).isEqualTo("done");

    assertThat(other.result()).isEqualTo("hello");
  }

  @Test
  void a_workflow_cancels_one_run_of_another_one() {
    var other =
        session.replayed(session.client().startWorkflow(Child::run, "waits", session.options()));

    assertThat(messenger("cancel", other.id(), other.resultRunId() + "")).isEqualTo("done");

    assertThatThrownBy(other::result)
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CancelledFailure.class);
  }

  @Test
  void a_signal_to_nobody_fails_the_call_only() {
    assertThat(messenger("signal", "nobody-" + UUID.randomUUID(), ""))
        .isEqualTo("ExternalWorkflowExecutionNotFound");
  }

  @Test
  void a_cancel_request_to_nobody_fails_the_call_only() {
    assumeItHas("answer to a cancel request to nobody");

    assertThat(messenger("cancel", "nobody-" + UUID.randomUUID(), ""))
        .isEqualTo("ExternalWorkflowExecutionNotFound");
  }

  private String messenger(String what, String workflowId, String runId) {
    return session
        .replayed(
            session
                .client()
                .startWorkflow(Messenger::run, what, workflowId, runId, session.options()))
        .result();
  }

  @Test
  void many_children_run_side_by_side() {
    int children = manyChildren();

    var parent =
        session.replayed(session.client().startWorkflow(FanOut::run, children, session.options()));

    assertThat(parent.result()).isEqualTo(children * (children - 1) / 2);
  }

  @Test
  void a_child_has_what_its_options_say() {
    var parent =
        session.replayed(session.client().startWorkflow(Particular::run, session.options()));
    var runId = parent.result();
    var child = child(parent, "child");

    var description = child.describe();
    child.signal("proceed", "enough");

    assertThat(description.runId()).isEqualTo(runId);
    assertThat(description.memoValue("who", String.class)).isEqualTo("ada");
    if (!isOfficialTestServer()) { // it tells neither
      assertThat(description.parentId()).isEqualTo(parent.id());
      assertThat(description.staticSummary()).isEqualTo("one line");
      assertThat(description.staticDetails()).isEqualTo("two\nlines");
      assertThat(description.raw().getWorkflowExecutionInfo().getPriority().getPriorityKey())
          .isEqualTo(1);
    }
  }

  @Test
  void a_chain_of_runs_has_a_child_in_each_and_carries_a_memo_on() {
    var chain = session.replayed(session.client().startWorkflow(Chain::run, 3, session.options()));

    assertThat(chain.result()).isEqualTo("3210");
  }

  private WorkflowHandle<?, ?> child(WorkflowHandle<?, ?> parent, String suffix) {
    return session.client().getWorkflowHandle(parent.id() + "/" + suffix, String.class);
  }

  /// The handle, once there is such a workflow.
  private WorkflowHandle<?, ?> running(WorkflowHandle<?, ?> handle) throws InterruptedException {
    session.awaitStarted(handle.id());
    return handle;
  }
}

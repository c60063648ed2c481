package dev.perdure.client;

import dev.perdure.client.ClientOutboundCalls.CancelWorkflowInput;
import dev.perdure.client.ClientOutboundCalls.DescribeWorkflowInput;
import dev.perdure.client.ClientOutboundCalls.FetchWorkflowHistoryInput;
import dev.perdure.client.ClientOutboundCalls.GetWorkflowResultInput;
import dev.perdure.client.ClientOutboundCalls.QueryWorkflowInput;
import dev.perdure.client.ClientOutboundCalls.SignalWorkflowInput;
import dev.perdure.client.ClientOutboundCalls.StartWorkflowUpdateInput;
import dev.perdure.client.ClientOutboundCalls.TerminateWorkflowInput;
import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.MethodRef2;
import dev.perdure.common.MethodRef3;
import dev.perdure.common.MethodRef4;
import dev.perdure.common.QueryRejectCondition;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.reference.ResolvedMethod;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One workflow, seen from outside: to wait for its result, to signal, query, update, cancel or
/// terminate it. Any number of threads may use a handle.
///
/// A handle without a run id means whichever run of the workflow is the latest.
///
/// All methods that ask the server throw [WorkflowNotFoundException] when there is no such
/// workflow, and [RpcException] when the server cannot be reached or refuses what is asked.
///
/// @param <W> the type with the workflow's methods
/// @param <R> the type of its result
public final class WorkflowHandle<W, R extends @Nullable Object> extends HandleUpdates<W> {
  private final WorkflowCalls calls;
  private final Target target;
  private final Type resultType;
  private final QueryRejectCondition rejectCondition;

  /// Which runs a handle means.
  ///
  /// @param id the workflow's id
  /// @param runId the one run that is meant; null for the latest
  /// @param resultRunId the run from which on the result is looked for; null for the latest
  /// @param firstRunId the run that the chain of runs must have begun with; null for any
  record Target(
      String id,
      @Nullable String runId,
      @Nullable String resultRunId,
      @Nullable String firstRunId) {}

  WorkflowHandle(
      WorkflowCalls calls, Target target, Type resultType, QueryRejectCondition rejectCondition) {
    this.calls = calls;
    this.target = target;
    this.resultType = resultType;
    this.rejectCondition = rejectCondition;
  }

  /// The workflow's id.
  public String id() {
    return target.id;
  }

  /// The run that signals, queries and the rest go to; null for the latest.
  public @Nullable String runId() {
    return target.runId;
  }

  /// The run from which on [#result] waits: the one that was started; null for the latest.
  public @Nullable String resultRunId() {
    return target.resultRunId;
  }

  /// The run that the workflow began with, before it was retried or continued as new; null when it
  /// is not known. Only a chain that began so is cancelled or terminated.
  public @Nullable String firstExecutionRunId() {
    return target.firstRunId;
  }

  /// A handle for one run of this workflow.
  public WorkflowHandle<W, R> withRunId(String runId) {
    return new WorkflowHandle<>(
        calls, new Target(target.id, runId, runId, null), resultType, rejectCondition);
  }

  /// A handle that cancels and terminates only a workflow that began with this run, however often
  /// it was retried or continued as new since.
  public WorkflowHandle<W, R> withFirstExecutionRunId(String runId) {
    return new WorkflowHandle<>(
        calls,
        new Target(target.id, target.runId, target.resultRunId, runId),
        resultType,
        rejectCondition);
  }

  /// A handle whose queries are not answered in these states.
  public WorkflowHandle<W, R> withQueryRejectCondition(QueryRejectCondition condition) {
    return new WorkflowHandle<>(calls, target, resultType, condition);
  }

  /// Waits for the workflow's result, through all the runs that it may take. The wait has no limit
  /// and outlasts a server that is away for a while.
  ///
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  /// @throws WorkflowNotFoundException when there is no such workflow
  @SuppressWarnings({"unchecked", "NullAway"}) // R is the result type of the workflow's method
  public R result() {
    return (R) calls.outbound().getWorkflowResult(resultInput(true));
  }

  /// As [#result], without holding a thread.
  @SuppressWarnings("unchecked") // R is the result type of the workflow's method
  public CompletableFuture<R> resultAsync() {
    return (CompletableFuture<R>) calls.outbound().getWorkflowResultAsync(resultInput(true));
  }

  /// Waits for the result of a single run.
  ///
  /// @throws WorkflowContinuedAsNewException when the run continued as a new one
  @SuppressWarnings({"unchecked", "NullAway"}) // R is the result type of the workflow's method
  public R resultOfRun() {
    return (R) calls.outbound().getWorkflowResult(resultInput(false));
  }

  private GetWorkflowResultInput resultInput(boolean followRuns) {
    return new GetWorkflowResultInput(target.id, target.resultRunId, resultType, followRuns);
  }

  /// Sends a signal with no arguments.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public void signal(VoidMethodRef0<W> signal) {
    signal(nameOf(signal));
  }

  /// Sends a signal with one argument.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <A1 extends @Nullable Object> void signal(VoidMethodRef1<W, A1> signal, A1 argument1) {
    signal(nameOf(signal), argument1);
  }

  /// Sends a signal with two arguments.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <A1 extends @Nullable Object, A2 extends @Nullable Object> void signal(
      VoidMethodRef2<W, A1, A2> signal, A1 argument1, A2 argument2) {
    signal(nameOf(signal), argument1, argument2);
  }

  /// Sends a signal with three arguments.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void signal(VoidMethodRef3<W, A1, A2, A3> signal, A1 argument1, A2 argument2, A3 argument3) {
    signal(nameOf(signal), argument1, argument2, argument3);
  }

  /// Sends a signal with four arguments.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void signal(
          VoidMethodRef4<W, A1, A2, A3, A4> signal,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    signal(nameOf(signal), argument1, argument2, argument3, argument4);
  }

  /// Sends a signal by its name.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public void signal(String name, @Nullable Object... arguments) {
    calls
        .outbound()
        .signalWorkflow(
            new SignalWorkflowInput(
                target.id, target.runId, name, Arrays.asList(arguments), Map.of()));
  }

  private static String nameOf(Serializable signal) {
    return MethodReferences.resolve(signal).signalName();
  }

  /// Asks the workflow with no arguments.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  public <Q extends @Nullable Object> Q query(MethodRef0<W, Q> query) {
    return ask(query);
  }

  /// Asks the workflow with one argument.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  public <A1 extends @Nullable Object, Q extends @Nullable Object> Q query(
      MethodRef1<W, A1, Q> query, A1 argument1) {
    return ask(query, argument1);
  }

  /// Asks the workflow with two arguments.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, Q extends @Nullable Object>
      Q query(MethodRef2<W, A1, A2, Q> query, A1 argument1, A2 argument2) {
    return ask(query, argument1, argument2);
  }

  /// Asks the workflow with three arguments.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          Q extends @Nullable Object>
      Q query(MethodRef3<W, A1, A2, A3, Q> query, A1 argument1, A2 argument2, A3 argument3) {
    return ask(query, argument1, argument2, argument3);
  }

  /// Asks the workflow with four arguments.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          Q extends @Nullable Object>
      Q query(
          MethodRef4<W, A1, A2, A3, A4, Q> query,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    return ask(query, argument1, argument2, argument3, argument4);
  }

  // Q is the result type of the query's method
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private <Q extends @Nullable Object> Q ask(Serializable query, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(query);
    return (Q) ask(method.queryName(), method.resultType(), arguments);
  }

  private @Nullable Object ask(String name, Type answerType, @Nullable Object... arguments) {
    return calls
        .outbound()
        .queryWorkflow(
            new QueryWorkflowInput(
                target.id,
                target.runId,
                name,
                Arrays.asList(arguments),
                answerType,
                rejectCondition,
                Map.of()));
  }

  /// Asks the workflow by the query's name.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  @SuppressWarnings("unchecked") // decoded to this type
  public <Q> @Nullable Q query(String name, Class<Q> resultType, @Nullable Object... arguments) {
    return (Q) ask(name, resultType, arguments);
  }

  /// Asks the workflow by the query's name.
  ///
  /// @throws WorkflowQueryFailedException when it has no such query, or the query's code failed
  /// @throws WorkflowQueryRejectedException when its state is one that does not answer
  @SuppressWarnings("unchecked") // decoded to this type
  public <Q> @Nullable Q query(String name, TypeRef<Q> resultType, @Nullable Object... arguments) {
    return (Q) ask(name, resultType.type(), arguments);
  }

  @Override
  WorkflowUpdateHandle<?> update(
      String name, Type resultType, UpdateOptions options, @Nullable Object... arguments) {
    return calls
        .outbound()
        .startWorkflowUpdate(
            new StartWorkflowUpdateInput(
                target.id,
                target.runId,
                target.firstRunId,
                name,
                options,
                Arrays.asList(arguments),
                resultType,
                Map.of()));
  }

  @Override
  <U extends @Nullable Object> WorkflowUpdateHandle<U> updateHandle(String id, Type resultType) {
    return calls.updates().get(WorkflowCalls.workflow(target.id, target.runId), id, resultType);
  }

  /// Requests that the workflow be cancelled; it may clean up first, or go on.
  public void cancel() {
    cancel("");
  }

  /// Requests that the workflow be cancelled, and says why.
  public void cancel(String reason) {
    calls
        .outbound()
        .cancelWorkflow(
            new CancelWorkflowInput(target.id, target.runId, target.firstRunId, reason));
  }

  /// Closes the workflow at once, without a chance to react.
  ///
  /// @param reason why; also the message of the failure that those see who wait for the result
  /// @param details values for them
  public void terminate(String reason, @Nullable Object... details) {
    calls
        .outbound()
        .terminateWorkflow(
            new TerminateWorkflowInput(
                target.id, target.runId, target.firstRunId, reason, Arrays.asList(details)));
  }

  /// What the server says about the workflow.
  public WorkflowExecutionDescription describe() {
    return calls.outbound().describeWorkflow(new DescribeWorkflowInput(target.id, target.runId));
  }

  /// All events of the run up to now.
  public WorkflowHistory fetchHistory() {
    return calls
        .outbound()
        .fetchWorkflowHistory(new FetchWorkflowHistoryInput(target.id, target.runId));
  }

  /// The events of the run one after the other, read when they are needed. With
  /// [HistoryEvents#withWaitNewEvent] also those that are still to come.
  public HistoryEvents fetchHistoryEvents() {
    return new HistoryEvents(calls, target.id, target.runId);
  }

  @Override
  public String toString() {
    return "workflow " + target.id + (target.runId == null ? "" : " (run " + target.runId + ")");
  }
}

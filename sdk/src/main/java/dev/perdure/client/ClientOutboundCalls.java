package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.common.CallInput;
import dev.perdure.common.QueryRejectCondition;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a client asks of the server. An interceptor implements what it is interested in; all else
/// goes to [#next]. A method may change its input, call `next` several times or not at all, and
/// throw.
///
/// In all inputs a null `runId` means the latest run, and a `firstExecutionRunId` that is not null
/// means only a chain of runs that began so.
public interface ClientOutboundCalls
    extends ScheduleOutboundCalls, BatchOutboundCalls, StandaloneActivityOutboundCalls {
  @Override
  ClientOutboundCalls next();

  /// Starts a workflow; with a [start signal][WorkflowOptions#startSignal] it is signalled, too.
  /// The handle has the types that the input names.
  default WorkflowHandle<?, ?> startWorkflow(StartWorkflowInput input) {
    return next().startWorkflow(input);
  }

  /// Waits for what came of a workflow. The result is of the type that the input names.
  default @Nullable Object getWorkflowResult(GetWorkflowResultInput input) {
    return next().getWorkflowResult(input);
  }

  /// As [#getWorkflowResult], without holding a thread.
  default CompletableFuture<@Nullable Object> getWorkflowResultAsync(GetWorkflowResultInput input) {
    return next().getWorkflowResultAsync(input);
  }

  /// Sends a signal.
  default void signalWorkflow(SignalWorkflowInput input) {
    next().signalWorkflow(input);
  }

  /// Asks a workflow. The answer is of the type that the input names.
  default @Nullable Object queryWorkflow(QueryWorkflowInput input) {
    return next().queryWorkflow(input);
  }

  /// Starts an update. The handle has the type that the input names.
  default WorkflowUpdateHandle<?> startWorkflowUpdate(StartWorkflowUpdateInput input) {
    return next().startWorkflowUpdate(input);
  }

  /// Starts an update together with its workflow, unless that runs. The handle has the type that
  /// the update's input names.
  default WorkflowUpdateHandle<?> startUpdateWithStart(StartUpdateWithStartInput input) {
    return next().startUpdateWithStart(input);
  }

  /// Requests that a workflow be cancelled.
  default void cancelWorkflow(CancelWorkflowInput input) {
    next().cancelWorkflow(input);
  }

  /// Closes a workflow at once.
  default void terminateWorkflow(TerminateWorkflowInput input) {
    next().terminateWorkflow(input);
  }

  /// Asks the server about a workflow.
  default WorkflowExecutionDescription describeWorkflow(DescribeWorkflowInput input) {
    return next().describeWorkflow(input);
  }

  /// Reads all events of a run.
  default WorkflowHistory fetchWorkflowHistory(FetchWorkflowHistoryInput input) {
    return next().fetchWorkflowHistory(input);
  }

  /// Reads a page of the events of a run.
  default HistoryEvents.Page fetchWorkflowHistoryEvents(FetchWorkflowHistoryEventsInput input) {
    return next().fetchWorkflowHistoryEvents(input);
  }

  /// Reads a page of a list of workflows.
  default WorkflowList.Page listWorkflows(ListWorkflowsInput input) {
    return next().listWorkflows(input);
  }

  /// Counts workflows.
  default WorkflowExecutionCount countWorkflows(CountWorkflowsInput input) {
    return next().countWorkflows(input);
  }

  /// Reports that an activity that is completed from outside of its worker is alive.
  default void heartbeatAsyncActivity(HeartbeatAsyncActivityInput input) {
    next().heartbeatAsyncActivity(input);
  }

  /// Completes an activity from outside of its worker.
  default void completeAsyncActivity(CompleteAsyncActivityInput input) {
    next().completeAsyncActivity(input);
  }

  /// Fails an attempt of an activity from outside of its worker.
  default void failAsyncActivity(FailAsyncActivityInput input) {
    next().failAsyncActivity(input);
  }

  /// Says from outside of its worker that an activity has stopped.
  default void reportCancellationAsyncActivity(ReportCancellationAsyncActivityInput input) {
    next().reportCancellationAsyncActivity(input);
  }

  /// The input of [#startWorkflow].
  record StartWorkflowInput(
      String workflowType,
      WorkflowOptions options,
      List<@Nullable Object> arguments,
      Type resultType,
      Map<String, Payload> headers)
      implements CallInput<StartWorkflowInput> {
    /// The same with other options.
    public StartWorkflowInput withOptions(WorkflowOptions options) {
      return new StartWorkflowInput(workflowType, options, arguments, resultType, headers);
    }

    @Override
    public StartWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new StartWorkflowInput(workflowType, options, arguments, resultType, headers);
    }

    @Override
    public StartWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new StartWorkflowInput(workflowType, options, arguments, resultType, headers);
    }
  }

  /// The input of [#getWorkflowResult] and [#getWorkflowResultAsync].
  ///
  /// @param runId the run from which on the result is looked for
  /// @param followRuns whether the result may be that of a later run, which continues it as new,
  ///   tries it again or is its next one by a cron schedule
  record GetWorkflowResultInput(
      String workflowId, @Nullable String runId, Type resultType, boolean followRuns) {}

  /// The input of [#signalWorkflow].
  record SignalWorkflowInput(
      String workflowId,
      @Nullable String runId,
      String signal,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<SignalWorkflowInput> {
    @Override
    public SignalWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new SignalWorkflowInput(workflowId, runId, signal, arguments, headers);
    }

    @Override
    public SignalWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new SignalWorkflowInput(workflowId, runId, signal, arguments, headers);
    }
  }

  /// The input of [#queryWorkflow].
  record QueryWorkflowInput(
      String workflowId,
      @Nullable String runId,
      String query,
      List<@Nullable Object> arguments,
      Type resultType,
      QueryRejectCondition rejectCondition,
      Map<String, Payload> headers)
      implements CallInput<QueryWorkflowInput> {
    @Override
    public QueryWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new QueryWorkflowInput(
          workflowId, runId, query, arguments, resultType, rejectCondition, headers);
    }

    @Override
    public QueryWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new QueryWorkflowInput(
          workflowId, runId, query, arguments, resultType, rejectCondition, headers);
    }
  }

  /// The input of [#startWorkflowUpdate].
  record StartWorkflowUpdateInput(
      String workflowId,
      @Nullable String runId,
      @Nullable String firstExecutionRunId,
      String update,
      UpdateOptions options,
      List<@Nullable Object> arguments,
      Type resultType,
      Map<String, Payload> headers)
      implements CallInput<StartWorkflowUpdateInput> {
    @Override
    public StartWorkflowUpdateInput withArguments(List<@Nullable Object> arguments) {
      return new StartWorkflowUpdateInput(
          workflowId, runId, firstExecutionRunId, update, options, arguments, resultType, headers);
    }

    @Override
    public StartWorkflowUpdateInput withHeaders(Map<String, Payload> headers) {
      return new StartWorkflowUpdateInput(
          workflowId, runId, firstExecutionRunId, update, options, arguments, resultType, headers);
    }
  }

  /// The input of [#startUpdateWithStart].
  ///
  /// @param start the workflow's start
  /// @param update the update; of its workflow only the id counts
  /// @param onStart takes the workflow's handle as soon as it is known
  record StartUpdateWithStartInput(
      StartWorkflowInput start,
      StartWorkflowUpdateInput update,
      Consumer<WorkflowHandle<?, ?>> onStart) {
    /// The same with another start.
    public StartUpdateWithStartInput withStart(StartWorkflowInput start) {
      return new StartUpdateWithStartInput(start, update, onStart);
    }

    /// The same with another update.
    public StartUpdateWithStartInput withUpdate(StartWorkflowUpdateInput update) {
      return new StartUpdateWithStartInput(start, update, onStart);
    }
  }

  /// The input of [#cancelWorkflow].
  record CancelWorkflowInput(
      String workflowId,
      @Nullable String runId,
      @Nullable String firstExecutionRunId,
      String reason) {}

  /// The input of [#terminateWorkflow].
  record TerminateWorkflowInput(
      String workflowId,
      @Nullable String runId,
      @Nullable String firstExecutionRunId,
      String reason,
      List<@Nullable Object> details) {}

  /// The input of [#describeWorkflow].
  record DescribeWorkflowInput(String workflowId, @Nullable String runId) {}

  /// The input of [#fetchWorkflowHistory].
  record FetchWorkflowHistoryInput(String workflowId, @Nullable String runId) {}

  /// The input of [#fetchWorkflowHistoryEvents].
  ///
  /// @param pageSize how many events at most; 0 for as many as the server likes
  /// @param waitNewEvent whether the server waits for events that are still to come
  /// @param closeEventOnly whether only the event that closes the run is meant
  /// @param skipArchival whether runs that are only in the archive count as not there
  /// @param pageToken what asks for the page; empty for the first
  record FetchWorkflowHistoryEventsInput(
      String workflowId,
      @Nullable String runId,
      int pageSize,
      boolean waitNewEvent,
      boolean closeEventOnly,
      boolean skipArchival,
      ByteString pageToken) {
    /// The same for another page.
    public FetchWorkflowHistoryEventsInput withPageToken(ByteString token) {
      return new FetchWorkflowHistoryEventsInput(
          workflowId, runId, pageSize, waitNewEvent, closeEventOnly, skipArchival, token);
    }
  }

  /// The input of [#listWorkflows].
  ///
  /// @param query what the workflows must be like; empty for all
  /// @param pageSize how many at most
  /// @param pageToken what asks for the page; empty for the first
  record ListWorkflowsInput(String query, int pageSize, ByteString pageToken) {}

  /// The input of [#countWorkflows].
  ///
  /// @param query what the workflows must be like; empty for all
  record CountWorkflowsInput(String query) {}

  /// The input of [#heartbeatAsyncActivity].
  record HeartbeatAsyncActivityInput(
      AsyncActivityHandle.Target activity, List<@Nullable Object> details) {}

  /// The input of [#completeAsyncActivity].
  record CompleteAsyncActivityInput(AsyncActivityHandle.Target activity, @Nullable Object result) {}

  /// The input of [#failAsyncActivity].
  record FailAsyncActivityInput(
      AsyncActivityHandle.Target activity,
      Throwable failure,
      List<@Nullable Object> lastHeartbeatDetails) {}

  /// The input of [#reportCancellationAsyncActivity].
  record ReportCancellationAsyncActivityInput(
      AsyncActivityHandle.Target activity, List<@Nullable Object> details) {}
}

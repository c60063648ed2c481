package dev.perdure.internal.workflow;

import dev.perdure.common.VersioningBehavior;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.sdk.v1.WorkflowTaskCompletedMetadata;
import java.util.List;
import java.util.Map;

/// What the worker answers to a workflow task.
public sealed interface WorkflowTaskOutcome {
  /// The task waits for local activities that the worker runs: for [WorkflowRun#ended], or
  /// [WorkflowRun#heartbeat] when the time for the task is nearly over.
  record Waiting() implements WorkflowTaskOutcome {}

  /// The task is done.
  ///
  /// @param commands what the workflow wants done, in order. Activities that may be started eagerly
  ///   say so; the worker withdraws that where it has no slot
  /// @param messages answers to updates
  /// @param queryResults answers to the queries of the task, by their ids
  /// @param metadata what later replays want to know
  /// @param versioningBehavior what a new version of the worker's deployment means to the run
  /// @param closed whether the last command closes the run, so that it need not be cached
  /// @param heartbeat whether local activities still run, so that another task is wanted at once
  record Completed(
      List<Command> commands,
      List<Message> messages,
      Map<String, WorkflowQueryResult> queryResults,
      WorkflowTaskCompletedMetadata metadata,
      VersioningBehavior versioningBehavior,
      boolean closed,
      boolean heartbeat)
      implements WorkflowTaskOutcome {}

  /// The task failed; the run must be closed and replayed from its history when the task comes
  /// again.
  ///
  /// @param failure what the server is told, perhaps encoded
  /// @param reason the same for the worker's log
  record Failed(WorkflowTaskFailedCause cause, Failure failure, Throwable reason)
      implements WorkflowTaskOutcome {}

  /// The answer to the task's one query.
  record QueryAnswered(Payloads result) implements WorkflowTaskOutcome {}

  /// The task's one query cannot be answered.
  record QueryFailed(String message, Failure failure) implements WorkflowTaskOutcome {}
}

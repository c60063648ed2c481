package dev.perdure.server.grpc;

import dev.perdure.engine.decision.ClaimedQuery;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;

/// What workers get when they poll for workflow tasks.
final class TaskResponses {
  /// @param backlog how many tasks still wait in the queue
  PollWorkflowTaskQueueResponse workflowTask(
      ClaimedWorkflowTask task, int backlog, boolean inProcess) {
    return workflowTask(task, backlog, 0, inProcess);
  }

  /// @param backlog how many tasks still wait in the queue
  /// @param scaling how many polls more or less the worker should have
  PollWorkflowTaskQueueResponse workflowTask(
      ClaimedWorkflowTask task, int backlog, int scaling, boolean inProcess) {
    var response = common(task.token(), task.workflowType(), task.taskQueue());
    response
        .setPreviousStartedEventId(task.previousStartedEventId())
        .setStartedEventId(task.startedEventId())
        .setAttempt(task.attempt())
        .setBacklogCountHint(backlog)
        .setScheduledTime(Times.timestamp(task.scheduledTime()))
        .setStartedTime(Times.timestamp(task.startedTime()))
        .putAllQueries(task.queries())
        .addAllMessages(task.messages());
    if (scaling != 0) {
      response.setPollerScalingDecision(decision(scaling));
    }
    history(response, task.token(), task.history(), task.transientEvents(), inProcess);
    return response.build();
  }

  PollWorkflowTaskQueueResponse query(ClaimedQuery query, boolean inProcess) {
    var response = common(query.token(), query.workflowType(), query.taskQueue());
    response
        .setPreviousStartedEventId(query.previousStartedEventId())
        .setAttempt(1)
        .setQuery(query.query());
    history(response, query.token(), query.history(), List.of(), inProcess);
    return response.build();
  }

  static PollerScalingDecision decision(int scaling) {
    return PollerScalingDecision.newBuilder().setPollRequestDeltaSuggestion(scaling).build();
  }

  private static PollWorkflowTaskQueueResponse.Builder common(
      TaskToken token, String workflowType, String taskQueue) {
    return PollWorkflowTaskQueueResponse.newBuilder()
        .setTaskToken(token.toBytes())
        .setWorkflowExecution(
            WorkflowExecution.newBuilder()
                .setWorkflowId(token.workflowId())
                .setRunId(token.runId()))
        .setWorkflowType(WorkflowType.newBuilder().setName(workflowType))
        .setWorkflowExecutionTaskQueue(
            TaskQueue.newBuilder()
                .setName(taskQueue)
                .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL));
  }

  private static void history(
      PollWorkflowTaskQueueResponse.Builder response,
      TaskToken token,
      List<Event> events,
      List<HistoryEvent> tail,
      boolean inProcess) {
    int page = Histories.fitting(events, Integer.MAX_VALUE);
    if (page == events.size()) {
      response.setHistory(Histories.of(events, tail, inProcess));
      return;
    }
    // The last page, which the worker reads as a history, brings the tail.
    long next = events.get(page).event().getEventId();
    response
        .setHistory(Histories.of(events.subList(0, page), List.of(), inProcess))
        .setNextPageToken(new HistoryToken(token.runId(), next, false).toBytes());
  }
}

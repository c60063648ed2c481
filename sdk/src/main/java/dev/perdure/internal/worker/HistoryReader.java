package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads histories of which a task brought only a part.
final class HistoryReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final WorkerConnection connection;
  private final String namespace;

  HistoryReader(WorkerConnection connection, String namespace) {
    this.connection = connection;
    this.namespace = namespace;
  }

  /// The task's events with all further pages.
  List<HistoryEvent> rest(PolledWorkflowTask task) {
    List<HistoryEvent> polled = task.response().getHistory().getEventsList();
    ByteString page = task.response().getNextPageToken();
    if (page.isEmpty()) {
      return polled;
    }
    List<HistoryEvent> result = new ArrayList<>(polled);
    read(task, page, result);
    return result;
  }

  /// The history from the first event to the end of the task.
  List<HistoryEvent> whole(PolledWorkflowTask task) {
    List<HistoryEvent> result = new ArrayList<>();
    read(task, ByteString.EMPTY, result);
    long last = task.response().getStartedEventId();
    if (last > 0) {
      // What arrived since the task was given out belongs to the next one.
      while (!result.isEmpty() && result.getLast().getEventId() > last) {
        result.removeLast();
      }
    }
    return task.completed(result);
  }

  private void read(PolledWorkflowTask task, ByteString from, List<HistoryEvent> result) {
    ByteString page = from;
    do {
      var answer =
          connection.call(
              WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod(),
              GetWorkflowExecutionHistoryRequest.newBuilder()
                  .setNamespace(namespace)
                  .setExecution(task.response().getWorkflowExecution())
                  .setNextPageToken(page)
                  .build(),
              PATIENCE);
      result.addAll(answer.getHistory().getEventsList());
      page = answer.getNextPageToken();
    } while (!page.isEmpty());
  }
}

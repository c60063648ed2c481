package dev.perdure.verification.crash;

import dev.perdure.converter.DataConverter;
import dev.perdure.verification.wire.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Calls without an SDK that are repeated, with the same request id, until the server has
/// acknowledged them.
final class PersistentCaller implements AutoCloseable {
  private static final Set<Status.Code> PASSING =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNKNOWN,
          Status.Code.CANCELLED);
  private static final int PAUSE_MILLIS = 20;
  private static final int TASK_TIMEOUT_SECONDS = 2;

  private final Wire wire;
  private final Acknowledged acknowledged;

  PersistentCaller(String address, Acknowledged acknowledged) {
    this.wire = new Wire(address);
    this.acknowledged = acknowledged;
  }

  void start(String workflowId, String taskQueue, int signals) throws InterruptedException {
    var request =
        Wire.start(workflowId)
            .setWorkflowType(WorkflowType.newBuilder().setName(Tally.NAME))
            .setTaskQueue(Wire.queue(taskQueue))
            .setWorkflowTaskTimeout(Wire.seconds(TASK_TIMEOUT_SECONDS))
            .setInput(DataConverter.defaults().encodeAll(signals))
            .build();
    var reply = untilAcknowledged(calls -> calls.startWorkflowExecution(request));
    acknowledged.started(workflowId, reply.getRunId(), signals);
  }

  void signal(String workflowId, int number) throws InterruptedException {
    var request =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setWorkflowExecution(Wire.execution(workflowId))
            .setSignalName("add")
            .setInput(DataConverter.defaults().encodeAll(number))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    var _ = untilAcknowledged(calls -> calls.signalWorkflowExecution(request));
    acknowledged.signalled(workflowId, number);
  }

  /// Takes one activity task, if there is one, and completes it with a result that no other attempt
  /// has.
  void workOnce(String taskQueue) throws InterruptedException {
    var poll =
        PollActivityTaskQueueRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setTaskQueue(Wire.queue(taskQueue))
            .setIdentity("crash")
            .build();
    try {
      var task = wire.shortCalls().pollActivityTaskQueue(poll);
      if (task.getTaskToken().isEmpty()) {
        return;
      }
      var result = task.getActivityId() + " " + UUID.randomUUID();
      var completion =
          RespondActivityTaskCompletedRequest.newBuilder()
              .setNamespace(Wire.NAMESPACE)
              .setTaskToken(task.getTaskToken())
              .setResult(DataConverter.defaults().encodeAll(result))
              .build();
      var _ = untilAcknowledged(calls -> calls.respondActivityTaskCompleted(completion));
      acknowledged.completed(
          task.getWorkflowExecution().getWorkflowId(), task.getActivityId(), result);
    } catch (StatusRuntimeException e) {
      // Not found: an earlier try was taken and its reply lost, or the attempt timed out.
      if (!isPassing(e) && e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
      pause();
    }
  }

  private <T> T untilAcknowledged(Function<WorkflowServiceBlockingStub, T> call)
      throws InterruptedException {
    while (true) {
      try {
        return call.apply(wire.calls());
      } catch (StatusRuntimeException e) {
        if (!isPassing(e)) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() throws InterruptedException {
    wire.reconnect();
    Thread.sleep(PAUSE_MILLIS);
  }

  private static boolean isPassing(StatusRuntimeException e) {
    return PASSING.contains(e.getStatus().getCode());
  }

  @Override
  public void close() {
    wire.close();
  }
}

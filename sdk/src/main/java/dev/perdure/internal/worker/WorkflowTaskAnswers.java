package dev.perdure.internal.worker;

import dev.perdure.common.VersioningBehavior;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.wire.Wire;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers workflow tasks.
final class WorkflowTaskAnswers {
  private static final Logger log = LoggerFactory.getLogger(WorkflowTaskAnswers.class);

  /// For how long an answer is offered to a server that is away. Whether it is still wanted is the
  /// server's decision.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final WorkerConnection connection;
  private final WorkerIdentity worker;
  private final EagerActivities eager;
  private final BooleanSupplier stopping;
  private final BooleanSupplier leaving;
  private final @Nullable StickyExecutionAttributes sticky;

  /// @param stopping whether the worker takes no further tasks
  /// @param leaving whether it gives up the local activities that run
  WorkflowTaskAnswers(
      WorkerConnection connection,
      WorkerIdentity worker,
      WorkflowSettings settings,
      EagerActivities eager,
      BooleanSupplier stopping,
      BooleanSupplier leaving) {
    this.connection = connection;
    this.worker = worker;
    this.eager = eager;
    this.stopping = stopping;
    this.leaving = leaving;
    this.sticky =
        settings.cachedRuns() == 0
            ? null
            : StickyExecutionAttributes.newBuilder()
                .setWorkerTaskQueue(worker.sticky())
                .setScheduleToStartTimeout(Wire.duration(settings.stickyScheduleToStartTimeout()))
                .build();
  }

  /// What became of an answer.
  ///
  /// @param keep whether the run in memory is worth keeping
  /// @param rolledBackTo where the history goes on, for a task that the server has dropped; 0 for
  ///   one that it has written down
  /// @param next a task of the same run that came with the server's reply; null for none
  record Reply(boolean keep, long rolledBackTo, @Nullable PollWorkflowTaskQueueResponse next) {
    static final Reply EVICT = new Reply(false, 0, null);
    static final Reply KEEP = new Reply(true, 0, null);
  }

  Reply completed(PolledWorkflowTask task, Completed outcome) {
    EagerActivities.Request activities = eager.prepare(outcome.commands());
    RespondWorkflowTaskCompletedResponse reply;
    try {
      reply =
          connection.call(
              WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod(),
              request(task, outcome, activities),
              PATIENCE);
    } catch (StatusRuntimeException e) {
      eager.settle(activities, List.of());
      refused(task, e);
      return Reply.EVICT;
    }
    eager.settle(activities, reply.getActivityTasksList());
    return new Reply(
        !outcome.closed(),
        reply.getResetHistoryEventId(),
        reply.hasWorkflowTask() ? reply.getWorkflowTask() : null);
  }

  @SuppressWarnings("deprecation") // the fields for a version without a deployment
  private RespondWorkflowTaskCompletedRequest request(
      PolledWorkflowTask task, Completed outcome, EagerActivities.Request activities) {
    var request =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(worker.namespace())
            .setIdentity(worker.identity())
            .setWorkerInstanceKey(worker.instanceKey())
            .setTaskToken(task.response().getTaskToken())
            .addAllCommands(activities.commands())
            .addAllMessages(outcome.messages())
            .putAllQueryResults(outcome.queryResults())
            .setSdkMetadata(outcome.metadata());
    if (connection.rpc().capabilities().getBuildIdBasedVersioning()) {
      request.setWorkerVersionStamp(worker.version().stamp());
    } else {
      request.setBinaryChecksum(worker.version().buildId());
    }
    var deployment = worker.version().deploymentOptions();
    if (deployment != null) {
      request.setDeploymentOptions(deployment);
    }
    if (worker.version().isVersioned()) {
      request.setVersioningBehavior(wire(worker.version().behavior(outcome.versioningBehavior())));
    }
    request.getCapabilitiesBuilder().setDiscardSpeculativeWorkflowTaskWithEvents(true);
    if (sticky != null && !stopping.getAsBoolean()) {
      request.setStickyAttributes(sticky).setReturnNewWorkflowTask(true);
    }
    if (outcome.heartbeat()) {
      // The next task should come here, where the local activities are, as long as they may go on.
      request.setForceCreateNewWorkflowTask(true).setReturnNewWorkflowTask(!leaving.getAsBoolean());
    }
    return request.build();
  }

  private static io.temporal.api.enums.v1.VersioningBehavior wire(VersioningBehavior behavior) {
    return Wire.constant(
        io.temporal.api.enums.v1.VersioningBehavior.class, "VERSIONING_BEHAVIOR_", behavior);
  }

  private void refused(PolledWorkflowTask task, StatusRuntimeException error) {
    if (CallErrors.isTooLarge(error)) {
      String message =
          "The commands of this workflow task are too large for one message. Pass less data, or"
              + " references to it. "
              + CallErrors.describe(error);
      failed(
          task,
          new Failed(
              WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE,
              Failure.newBuilder().setMessage(message).build(),
              new IllegalStateException(message, error)));
    } else if (CallErrors.isNotFound(error) || isUnhandledCommand(error)) {
      // It timed out, the run ended, or there is news that the workflow has to see first.
      log.debug("The answer to a task of {} came too late ({}).", task, CallErrors.describe(error));
    } else {
      log.warn("The server refused a task of {} ({}).", task, CallErrors.describe(error));
    }
  }

  private static boolean isUnhandledCommand(StatusRuntimeException error) {
    String text = error.getStatus().getDescription();
    return error.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
        && text != null
        && text.contains("UnhandledCommand");
  }

  /// Reports a failed task, unless it has failed before: then its timeout brings it back, which
  /// keeps a workflow that cannot go on from being tried without pause.
  Reply failed(PolledWorkflowTask task, Failed outcome) {
    log.error(
        "A task of {} failed (attempt {}, {}). It will be tried again.",
        task,
        task.response().getAttempt(),
        outcome.cause(),
        outcome.reason());
    if (task.response().getAttempt() <= 1) {
      send(
          task,
          () ->
              connection.call(
                  WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod(),
                  RespondWorkflowTaskFailedRequest.newBuilder()
                      .setNamespace(worker.namespace())
                      .setIdentity(worker.identity())
                      .setTaskToken(task.response().getTaskToken())
                      .setCause(outcome.cause())
                      .setFailure(outcome.failure())
                      .build(),
                  PATIENCE));
    }
    return Reply.EVICT;
  }

  Reply answered(PolledWorkflowTask task, QueryAnswered outcome) {
    send(
        task,
        () -> {
          try {
            answer(
                queryAnswer(task)
                    .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                    .setQueryResult(outcome.result())
                    .build());
          } catch (StatusRuntimeException e) {
            if (!CallErrors.isTooLarge(e)) {
              throw e;
            }
            answer(failedAnswer(task, "The answer is too large for one message.").build());
          }
        });
    return Reply.KEEP;
  }

  Reply failed(PolledWorkflowTask task, QueryFailed outcome) {
    send(
        task,
        () -> answer(failedAnswer(task, outcome.message()).setFailure(outcome.failure()).build()));
    return Reply.KEEP;
  }

  private RespondQueryTaskCompletedRequest.Builder queryAnswer(PolledWorkflowTask task) {
    return RespondQueryTaskCompletedRequest.newBuilder()
        .setNamespace(worker.namespace())
        .setTaskToken(task.response().getTaskToken());
  }

  private RespondQueryTaskCompletedRequest.Builder failedAnswer(
      PolledWorkflowTask task, String message) {
    return queryAnswer(task)
        .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
        .setErrorMessage(message);
  }

  private void answer(RespondQueryTaskCompletedRequest request) {
    connection.call(
        WorkflowServiceGrpc.getRespondQueryTaskCompletedMethod(), request, Duration.ofSeconds(10));
  }

  private static void send(PolledWorkflowTask task, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      if (!CallErrors.isNotFound(e)) {
        log.warn(
            "The server did not take the answer to a task of {} ({}).",
            task,
            CallErrors.describe(e));
      }
    }
  }
}

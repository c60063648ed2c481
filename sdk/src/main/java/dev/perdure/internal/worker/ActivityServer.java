package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.converter.DataConversionException;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.worker.ActivityOutcome.Cancelled;
import dev.perdure.internal.worker.ActivityOutcome.Completed;
import dev.perdure.internal.worker.ActivityOutcome.Failed;
import dev.perdure.internal.worker.ActivityOutcome.Untold;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the server about running activities: heartbeats and outcomes.
final class ActivityServer {
  private static final Logger log = LoggerFactory.getLogger(ActivityServer.class);

  /// For how long an outcome is offered to a server that is away. It stays valid across a restart.
  private static final Duration OUTCOME_PATIENCE = Duration.ofSeconds(60);

  private static final Duration HEARTBEAT_PATIENCE = Duration.ofSeconds(10);

  private final WorkerConnection connection;
  private final String namespace;
  private final String identity;
  private final @Nullable WorkerDeploymentOptions deployment;
  private final MessageCodec codec;
  private final TaskCounts counts = new TaskCounts();

  ActivityServer(WorkerConnection connection, WorkerIdentity worker, MessageCodec codec) {
    this.connection = connection;
    this.namespace = worker.namespace();
    this.identity = worker.identity();
    this.deployment = worker.version().deploymentOptions();
    this.codec = codec;
  }

  /// The attempts that have ended.
  TaskCounts counts() {
    return counts;
  }

  /// The task as its activity sees it.
  ///
  /// @throws DataConversionException when it cannot be decoded
  PollActivityTaskQueueResponse decoded(PolledActivityInfo info) {
    return codec.decode(info.task(), info.owner());
  }

  /// Sends a heartbeat, and passes on that the attempt is to stop when the server says so.
  void heartbeat(
      PolledActivityInfo info, Payloads details, Consumer<ActivityCancellationDetails> cancel) {
    var request =
        RecordActivityTaskHeartbeatRequest.newBuilder()
            .setNamespace(namespace)
            .setIdentity(identity)
            .setTaskToken(info.task().getTaskToken())
            .setDetails(details)
            .build();
    try {
      var answer =
          connection.call(
              WorkflowServiceGrpc.getRecordActivityTaskHeartbeatMethod(),
              codec.encode(request, info.owner()),
              HEARTBEAT_PATIENCE);
      if (answer.getCancelRequested() || answer.getActivityPaused() || answer.getActivityReset()) {
        cancel.accept(
            ActivityCancellationDetails.none()
                .withCancelRequested(answer.getCancelRequested())
                .withPaused(answer.getActivityPaused())
                .withReset(answer.getActivityReset()));
      }
    } catch (StatusRuntimeException e) {
      if (CallErrors.isNotFound(e)) {
        cancel.accept(Cancellation.NOT_FOUND);
      } else {
        log.warn("A heartbeat of {} was lost ({}).", info, CallErrors.describe(e));
      }
    } catch (DataConversionException e) {
      log.warn("A heartbeat of {} was lost.", info, e);
    }
  }

  /// Reports how an attempt ended. A server that does not wait for it any more is no error: the
  /// attempt timed out there, or its workflow ended.
  void report(PolledActivityInfo info, ActivityOutcome outcome) {
    counts.ended(outcome instanceof Failed);
    offer(info, outcome);
  }

  private void offer(PolledActivityInfo info, ActivityOutcome outcome) {
    try {
      send(info, outcome);
    } catch (DataConversionException e) {
      report(info, new Failed(info.converter().encodeFailure(e)));
    } catch (StatusRuntimeException e) {
      if (CallErrors.isTooLarge(e) && outcome instanceof Completed) {
        offer(info, new Failed(info.converter().encodeFailure(tooLarge(e))));
      } else if (CallErrors.isNotFound(e)) {
        log.debug("{} ended, but the server does not wait for it any more.", info);
      } else {
        log.warn(
            "The outcome of {} could not be reported ({}). Its timeout will end this attempt.",
            info,
            CallErrors.describe(e));
      }
    }
  }

  /// Final, as the next attempt would most likely return as much.
  private static ApplicationFailure tooLarge(StatusRuntimeException error) {
    return ApplicationFailure.nonRetryable(
        "The activity's result is too large for one message. Return less data, or a reference to"
            + " it. "
            + CallErrors.describe(error),
        "ResultTooLarge");
  }

  private void send(PolledActivityInfo info, ActivityOutcome outcome) {
    ByteString token = info.task().getTaskToken();
    switch (outcome) {
      case Completed(Payloads result) -> {
        var request =
            RespondActivityTaskCompletedRequest.newBuilder()
                .setNamespace(namespace)
                .setIdentity(identity)
                .setTaskToken(token)
                .setResult(codec.encode(result, info.owner()));
        if (deployment != null) {
          request.setDeploymentOptions(deployment);
        }
        send(WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod(), request.build());
      }
      case Failed(var failure) -> {
        var request =
            RespondActivityTaskFailedRequest.newBuilder()
                .setNamespace(namespace)
                .setIdentity(identity)
                .setTaskToken(token)
                .setFailure(codec.encodeFailure(failure, info.owner()));
        if (deployment != null) {
          request.setDeploymentOptions(deployment);
        }
        send(WorkflowServiceGrpc.getRespondActivityTaskFailedMethod(), request.build());
      }
      case Cancelled(Payloads details) -> {
        var request =
            RespondActivityTaskCanceledRequest.newBuilder()
                .setNamespace(namespace)
                .setIdentity(identity)
                .setTaskToken(token)
                .setDetails(codec.encode(details, info.owner()));
        if (deployment != null) {
          request.setDeploymentOptions(deployment);
        }
        send(WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod(), request.build());
      }
      case Untold() -> {}
    }
  }

  private <Q, A> void send(MethodDescriptor<Q, A> method, Q request) {
    var _ = connection.call(method, request, OUTCOME_PATIENCE);
  }
}

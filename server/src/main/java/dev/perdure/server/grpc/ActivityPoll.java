package dev.perdure.server.grpc;

import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.dispatch.ActivityPoller;
import dev.perdure.server.matching.QueueKey;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;

/// A parked poll for activity tasks.
final class ActivityPoll extends ActivityPoller {
  private final UnaryCall<PollActivityTaskQueueRequest, PollActivityTaskQueueResponse> call;
  private final String requestId = RequestIds.next();
  private final long epoch;

  ActivityPoll(
      UnaryCall<PollActivityTaskQueueRequest, PollActivityTaskQueueResponse> call,
      QueueKey queue,
      long epoch) {
    super(queue, call.request().getWorkerInstanceKey(), LongPoll.expiresAt(call));
    this.call = call;
    this.epoch = epoch;
  }

  @Override
  public String identity() {
    return call.request().getIdentity();
  }

  @Override
  @SuppressWarnings("deprecation") // Workers still say it, and are described by it.
  public Worker worker() {
    var request = call.request();
    var limits = request.getTaskQueueMetadata();
    return new Worker(
        request.getIdentity(),
        limits.hasMaxTasksPerSecond() ? limits.getMaxTasksPerSecond().getValue() : Worker.NO_LIMIT,
        request.getWorkerVersionCapabilities(),
        request.getDeploymentOptions());
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Runnable take(ClaimedActivityTask task) {
    int scaling = scaling();
    return () ->
        call.reply(
            scaling == 0
                ? task.response()
                : task.response().toBuilder()
                    .setPollerScalingDecision(TaskResponses.decision(scaling))
                    .build());
  }

  @Override
  public void fail(Rejection rejection) {
    call.reject(rejection);
  }

  @Override
  protected void answerEmpty() {
    call.reply(PollActivityTaskQueueResponse.getDefaultInstance());
  }
}

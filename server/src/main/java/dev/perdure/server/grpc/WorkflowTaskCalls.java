package dev.perdure.server.grpc;

import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.ClaimedQuery;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.CompletedWorkflowTask;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.server.dispatch.WorkflowPoller;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.QueueKey;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedResponse;

/// Calls of workers about workflow tasks.
final class WorkflowTaskCalls {
  private final Backend backend;
  private final Validation validation;
  private final TaskTokens tokens;
  private final TaskResponses responses = new TaskResponses();

  WorkflowTaskCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
    this.tokens = new TaskTokens(backend.namespaces());
  }

  void poll(UnaryCall<PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.length("Identity", request.getIdentity());
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    var poller =
        new PollCall(
            call,
            new QueueKey(
                request.getNamespace(), request.getTaskQueue().getName(), QueueKey.Type.WORKFLOW));
    call.onCancel(() -> backend.matching().leave(poller));
    backend.matching().poll(poller, Matching.SAME_RATE);
  }

  void complete(
      UnaryCall<RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse> call) {
    var request = call.request();
    var token =
        tokens.read(request.getTaskToken(), request.getNamespace(), TaskToken.Kind.WORKFLOW);
    validation.length("Identity", request.getIdentity());
    backend.complete(
        token.entity(),
        new Request.CompleteWorkflowTask(token, request, epoch(call)),
        new CallAnswer<>(call, reply -> completed(reply, call.inProcess())));
  }

  private RespondWorkflowTaskCompletedResponse completed(
      CompletedWorkflowTask reply, boolean inProcess) {
    var response =
        RespondWorkflowTaskCompletedResponse.newBuilder()
            .setResetHistoryEventId(reply.resetHistoryEventId());
    var next = reply.next();
    if (next != null) {
      response.setWorkflowTask(responses.workflowTask(next, 0, inProcess));
    }
    for (ClaimedActivityTask activity : reply.activities()) {
      response.addActivityTasks(activity.response());
    }
    return response.build();
  }

  void fail(UnaryCall<RespondWorkflowTaskFailedRequest, RespondWorkflowTaskFailedResponse> call) {
    var request = call.request();
    var token =
        tokens.read(request.getTaskToken(), request.getNamespace(), TaskToken.Kind.WORKFLOW);
    validation.length("Identity", request.getIdentity());
    if (validation.isTooLarge(request.getFailure())) {
      request = request.toBuilder().setFailure(Failures.tooLarge(request.getFailure())).build();
    }
    backend.complete(
        token.entity(),
        new Request.FailWorkflowTask(token, request),
        new CallAnswer<>(call, _ -> RespondWorkflowTaskFailedResponse.getDefaultInstance()));
  }

  private long epoch(UnaryCall<?, ?> call) {
    return call.inProcess() ? backend.epoch() : 0;
  }

  /// A parked poll.
  private final class PollCall extends WorkflowPoller {
    private final UnaryCall<PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse> call;
    private final String requestId = RequestIds.next();

    PollCall(
        UnaryCall<PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse> call,
        QueueKey queue) {
      super(queue, call.request().getWorkerInstanceKey(), LongPoll.expiresAt(call));
      this.call = call;
    }

    @Override
    public String identity() {
      return call.request().getIdentity();
    }

    @Override
    public boolean isSticky() {
      return call.request().getTaskQueue().getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY;
    }

    @Override
    @SuppressWarnings("deprecation") // Workers still say it, and are described by it.
    public Worker worker() {
      var request = call.request();
      return new Worker(
          request.getIdentity(),
          Worker.NO_LIMIT,
          request.getWorkerVersionCapabilities(),
          request.getDeploymentOptions());
    }

    @Override
    public String requestId() {
      return requestId;
    }

    @Override
    public long epoch() {
      return WorkflowTaskCalls.this.epoch(call);
    }

    @Override
    public Runnable take(ClaimedWorkflowTask task, int backlog) {
      var response = responses.workflowTask(task, backlog, scaling(), call.inProcess());
      return () -> call.reply(response);
    }

    @Override
    public Runnable take(ClaimedQuery query) {
      var response = responses.query(query, call.inProcess());
      return () -> call.reply(response);
    }

    @Override
    public void fail(Rejection rejection) {
      call.reject(rejection);
    }

    @Override
    protected void answerEmpty() {
      call.reply(PollWorkflowTaskQueueResponse.getDefaultInstance());
    }
  }
}

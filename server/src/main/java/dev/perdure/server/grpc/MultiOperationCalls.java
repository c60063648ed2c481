package dev.perdure.server.grpc;

import com.google.protobuf.Any;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.decision.UpdateWithStartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.update.UpdateLifecycle;
import dev.perdure.server.entity.Answer;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure;
import io.temporal.api.failure.v1.MultiOperationExecutionAborted;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// Several operations as one. There is one such list: start a workflow, and update it.
final class MultiOperationCalls {
  /// What an operation is told that was not tried, since the other one failed.
  private static final Rejection ABORTED =
      new Rejection(
          Rejection.Code.ABORTED,
          "Operation was aborted.",
          MultiOperationExecutionAborted.getDefaultInstance());

  private final Backend backend;
  private final Waits waits;
  private final RunCalls runs;
  private final UpdateCalls updates;

  MultiOperationCalls(Backend backend, Waits waits, RunCalls runs, UpdateCalls updates) {
    this.backend = backend;
    this.waits = waits;
    this.runs = runs;
    this.updates = updates;
  }

  void execute(UnaryCall<ExecuteMultiOperationRequest, ExecuteMultiOperationResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    if (request.getOperationsCount() != 2
        || !request.getOperations(0).hasStartWorkflow()
        || !request.getOperations(1).hasUpdateWorkflow()) {
      throw Validation.invalid("Operations have to be exactly [Start, Update].");
    }
    var startCheck = check(() -> start(request));
    var updateCheck = check(() -> update(request));
    var start = startCheck.request;
    var update = updateCheck.request;
    if (start == null || update == null) {
      throw failed(
          start == null ? startCheck.problem : ABORTED,
          update == null ? updateCheck.problem : ABORTED);
    }
    if (!start.getWorkflowId().equals(update.getWorkflowExecution().getWorkflowId())) {
      throw failed(
          ABORTED,
          Rejection.invalidArgument("WorkflowId is not consistent with previous operation(s)."));
    }
    new Attempt(call, start, update).ask();
  }

  /// One of the operations, or what is wrong with it.
  private record Check<Q>(@Nullable Q request, @Nullable Rejection problem) {}

  private interface Preparation<Q> {
    Q prepare();
  }

  private static <Q> Check<Q> check(Preparation<Q> preparation) {
    try {
      return new Check<>(preparation.prepare(), null);
    } catch (RejectedException e) {
      return new Check<>(null, e.rejection());
    }
  }

  private StartWorkflowExecutionRequest start(ExecuteMultiOperationRequest request) {
    var start = request.getOperations(0).getStartWorkflow();
    checkNamespace(request.getNamespace(), start.getNamespace());
    if (!start.getCronSchedule().isEmpty()) {
      throw Validation.invalid("CronSchedule is not allowed.");
    }
    if (start.getRequestEagerExecution()) {
      throw Validation.invalid("RequestEagerExecution is not supported.");
    }
    if (!Times.duration(start.getWorkflowStartDelay()).isZero()) {
      throw Validation.invalid("WorkflowStartDelay is not supported.");
    }
    return runs.checked(start.toBuilder().setNamespace(request.getNamespace()).build());
  }

  private UpdateWorkflowExecutionRequest update(ExecuteMultiOperationRequest request) {
    var update = request.getOperations(1).getUpdateWorkflow();
    checkNamespace(request.getNamespace(), update.getNamespace());
    var checked = updates.checked(update.toBuilder().setNamespace(request.getNamespace()).build());
    if (!update.getFirstExecutionRunId().isEmpty()) {
      throw Validation.invalid("FirstExecutionRunId is not allowed.");
    }
    if (!update.getWorkflowExecution().getRunId().isEmpty()) {
      throw Validation.invalid("RunId is not allowed.");
    }
    return checked;
  }

  private static void checkNamespace(String whole, String part) {
    if (!part.isEmpty() && !part.equals(whole)) {
      throw Validation.invalid("Operation namespace did not match request's namespace.");
    }
  }

  private static RejectedException failed(@Nullable Rejection start, @Nullable Rejection update) {
    return new RejectedException(failure(start, update));
  }

  /// The failure of the whole: its code is that of the operation that failed first by itself.
  ///
  /// @param start why the start failed, null if it did not
  private static Rejection failure(@Nullable Rejection start, @Nullable Rejection update) {
    var code = Rejection.Code.ABORTED;
    if (start != null && start.code() != Rejection.Code.ABORTED) {
      code = start.code();
    } else if (update != null) {
      code = update.code();
    }
    return new Rejection(
        code,
        "Update-with-Start could not be executed.",
        MultiOperationExecutionFailure.newBuilder()
            .addStatuses(status(start))
            .addStatuses(status(update))
            .build());
  }

  private static MultiOperationExecutionFailure.OperationStatus status(
      @Nullable Rejection rejection) {
    var status = MultiOperationExecutionFailure.OperationStatus.newBuilder();
    if (rejection != null) {
      status.setCode(Statuses.status(rejection).getCode().value()).setMessage(rejection.message());
      if (rejection.detail() != null) {
        status.addDetails(Any.pack(rejection.detail()));
      }
    }
    return status.build();
  }

  /// One call. An update that the end of a run has dropped is tried once more: this time the start
  /// begins a new run.
  private final class Attempt implements Answer<UpdateWithStartReply> {
    private final UnaryCall<ExecuteMultiOperationRequest, ExecuteMultiOperationResponse> call;
    private final StartWorkflowExecutionRequest start;
    private final UpdateWorkflowExecutionRequest update;
    private final EntityKey key;
    private boolean isSecond;

    Attempt(
        UnaryCall<ExecuteMultiOperationRequest, ExecuteMultiOperationResponse> call,
        StartWorkflowExecutionRequest start,
        UpdateWorkflowExecutionRequest update) {
      this.call = call;
      this.start = start;
      this.update = update;
      this.key = EntityKey.workflow(start.getNamespace(), start.getWorkflowId());
    }

    void ask() {
      backend.ask(key, new Request.UpdateWithStart(start, update), this);
    }

    @Override
    public boolean wanted() {
      return !call.cancelled();
    }

    @Override
    public Runnable accepted(UpdateWithStartReply reply) {
      return switch (reply) {
        case UpdateWithStartReply.Done(var started, var status) ->
            UpdateWait.begin(
                backend,
                waits,
                call,
                key,
                status,
                UpdateCalls.wanted(update),
                last -> reply(started, last),
                rejection -> dropped(started, rejection));
        case UpdateWithStartReply.StartRefused(var rejection) ->
            () -> call.reject(failure(rejection, ABORTED));
        case UpdateWithStartReply.UpdateRefused(var rejection) ->
            () -> call.reject(failure(ABORTED, rejection));
      };
    }

    private void dropped(StartReply started, Rejection rejection) {
      if (started.started()) {
        call.reject(failure(null, rejection));
      } else if (!rejection.equals(UpdateLifecycle.CLOSED)) {
        call.reject(failure(ABORTED, rejection));
      } else if (isSecond) {
        call.reject(
            failure(ABORTED, new Rejection(Rejection.Code.ABORTED, rejection.message(), null)));
      } else {
        isSecond = true;
        ask();
      }
    }

    private void reply(StartReply started, UpdateStatus status) {
      call.reply(
          ExecuteMultiOperationResponse.newBuilder()
              .addResponses(
                  ExecuteMultiOperationResponse.Response.newBuilder()
                      .setStartWorkflow(runs.response(start, started, call.inProcess())))
              .addResponses(
                  ExecuteMultiOperationResponse.Response.newBuilder()
                      .setUpdateWorkflow(UpdateCalls.response(update, status)))
              .build());
    }

    @Override
    public void rejected(Rejection rejection) {
      call.reject(rejection);
    }
  }
}

package dev.perdure.server.grpc;

import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.ResetReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.run.UpdateOptions;
import dev.perdure.engine.state.RunState;
import dev.perdure.server.entity.Answer;
import io.temporal.api.enums.v1.ResetReapplyType;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls that change a run as a whole: reset, delete, options.
final class ChangeCalls {
  private static final Logger log = LoggerFactory.getLogger(ChangeCalls.class);

  /// The most that one reset reads of former runs: any one run fits.
  private static final long FORMER_BYTES = 64L << 20;

  /// How many resets may hold former runs in memory at a time.
  private static final int READING_MAX = 2;

  private static final Rejection TOO_MANY_RESETS =
      Rejection.busyWorkflow("Other resets of former runs are under way; try again.");

  private static final Rejection TOO_MANY_RUNS =
      Rejection.failedPrecondition(
          "The run was continued as new too often to be reset: its runs have more than "
              + (FORMER_BYTES >> 20)
              + " MiB of history. Reset a later run of them.");

  private final Backend backend;
  private final Validation validation;
  private final Semaphore reading = new Semaphore(READING_MAX);

  ChangeCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  @SuppressWarnings("deprecation") // Older clients send the deprecated type.
  void reset(UnaryCall<ResetWorkflowExecutionRequest, ResetWorkflowExecutionResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    if (request.getRequestId().isEmpty()) {
      throw Validation.invalid("RequestId is not set on request.");
    }
    validation.length("RequestId", request.getRequestId());
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    if (request.getResetReapplyType() == ResetReapplyType.UNRECOGNIZED) {
      throw Validation.invalid("unknown reset reapply type: " + request.getResetReapplyTypeValue());
    }
    var reset = new Reset(call);
    backend.intake().begin(reset::ask, call::reject);
  }

  /// One reset. What it needs of former runs is read, and then it is asked for again.
  private final class Reset implements Answer<ResetReply> {
    private final UnaryCall<ResetWorkflowExecutionRequest, ResetWorkflowExecutionResponse> call;
    private final EntityKey key;
    private final Map<String, Optional<RunState>> former = new HashMap<>();
    private boolean isReading;
    private long bytes;

    Reset(UnaryCall<ResetWorkflowExecutionRequest, ResetWorkflowExecutionResponse> call) {
      this.call = call;
      this.key =
          EntityKey.workflow(
              call.request().getNamespace(), call.request().getWorkflowExecution().getWorkflowId());
    }

    void ask() {
      backend.entities().ask(key, new Request.Reset(call.request(), former), this);
    }

    @Override
    public Runnable accepted(ResetReply reply) {
      return switch (reply) {
        case ResetReply.Done(var runId) -> () -> done(runId);
        case ResetReply.Needs(var runId) -> () -> read(runId);
      };
    }

    private void done(String runId) {
      end();
      call.reply(ResetWorkflowExecutionResponse.newBuilder().setRunId(runId).build());
    }

    private void end() {
      former.clear();
      if (isReading) {
        isReading = false;
        reading.release();
      }
    }

    private void read(String runId) {
      if (!isReading) {
        isReading = reading.tryAcquire();
      }
      if (call.cancelled() || !isReading) {
        rejected(TOO_MANY_RESETS);
        return;
      }
      var _ =
          backend
              .closedRuns()
              .run(key, runId)
              .whenComplete(
                  (found, failure) -> {
                    if (failure == null) {
                      bring(runId, found);
                    } else {
                      log.warn("Run {} of {} could not be read", runId, key, failure);
                      rejected(HistoryCalls.UNREADABLE);
                    }
                  });
    }

    private void bring(String runId, Optional<RunState> found) {
      bytes += found.map(RunState::historyBytes).orElse(0L);
      former.put(runId, found);
      if (bytes > FORMER_BYTES) {
        rejected(TOO_MANY_RUNS);
      } else {
        ask();
      }
    }

    @Override
    public void rejected(Rejection rejection) {
      end();
      call.reject(rejection);
    }
  }

  void delete(UnaryCall<DeleteWorkflowExecutionRequest, DeleteWorkflowExecutionResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    var delete = new Delete(call);
    backend.intake().complete(delete::ask, call::reject);
  }

  /// One delete.
  private final class Delete implements Answer<DeleteReply> {
    private final UnaryCall<DeleteWorkflowExecutionRequest, DeleteWorkflowExecutionResponse> call;
    private final EntityKey key;
    private final String runId;

    Delete(UnaryCall<DeleteWorkflowExecutionRequest, DeleteWorkflowExecutionResponse> call) {
      var request = call.request();
      this.call = call;
      this.runId = request.getWorkflowExecution().getRunId();
      this.key =
          EntityKey.workflow(
              request.getNamespace(), request.getWorkflowExecution().getWorkflowId());
    }

    void ask() {
      backend
          .entities()
          .askRun(key, runId, new Request.Delete(runId, false, false), this, this::askForStored);
    }

    private void askForStored() {
      var _ =
          backend
              .closedRuns()
              .summary(key, runId)
              .whenComplete(
                  (found, failure) -> {
                    if (failure == null) {
                      backend
                          .entities()
                          .ask(key, new Request.Delete(runId, found.isPresent(), false), this);
                    } else {
                      rejected(HistoryCalls.UNREADABLE);
                    }
                  });
    }

    /// Who waits for the run's end has seen it when the second request comes.
    @Override
    public Runnable accepted(DeleteReply reply) {
      return reply.isGone()
          ? this::reply
          : () ->
              backend
                  .entities()
                  .ask(key, new Request.Delete(reply.runId(), false, true), new Finish());
    }

    private void reply() {
      call.reply(DeleteWorkflowExecutionResponse.getDefaultInstance());
    }

    @Override
    public void rejected(Rejection rejection) {
      call.reject(rejection);
    }

    /// The run is closed and to be deleted: whatever comes of it now, it will go.
    private final class Finish implements Answer<DeleteReply> {
      @Override
      public Runnable accepted(DeleteReply reply) {
        return Delete.this::reply;
      }

      @Override
      public void rejected(Rejection rejection) {
        reply();
      }
    }
  }

  void updateOptions(
      UnaryCall<UpdateWorkflowExecutionOptionsRequest, UpdateWorkflowExecutionOptionsResponse>
          call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var execution = request.getWorkflowExecution();
    if (execution.getWorkflowId().isEmpty()) {
      throw Validation.invalid("WorkflowId is not set on request.");
    }
    validation.runId(execution.getRunId());
    if (!request.hasUpdateMask()) {
      throw Validation.invalid("UpdateMask is required");
    }
    if (!request.hasWorkflowExecutionOptions()) {
      throw Validation.invalid("WorkflowExecutionOptions is required");
    }
    var unknown = UpdateOptions.unknownPath(request.getUpdateMask());
    if (unknown != null) {
      throw Validation.invalid("error parsing UpdateMask: " + unknown);
    }
    Validation.priority(request.getWorkflowExecutionOptions().getPriority());
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    backend
        .intake()
        .begin(
            () ->
                backend
                    .closedRuns()
                    .askWhereItIs(
                        key,
                        execution.getRunId(),
                        new Request.UpdateOptions(request),
                        new CallAnswer<>(
                            call,
                            options ->
                                UpdateWorkflowExecutionOptionsResponse.newBuilder()
                                    .setWorkflowExecutionOptions(options)
                                    .build())),
            call::reject);
  }
}

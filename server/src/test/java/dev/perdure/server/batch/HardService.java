package dev.perdure.server.batch;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionContinuedAsNewEventAttributes;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// A server with one run of the workflow `w`, in a state that is hard to come by.
final class HardService extends WorkflowServiceImplBase implements AutoCloseable {
  final Semaphore counts = new Semaphore(0);
  final Semaphore lists = new Semaphore(0);

  /// Why calls of this kind fail.
  volatile Optional<StatusRuntimeException> noCount = Optional.empty();

  volatile Optional<StatusRuntimeException> noList = Optional.empty();
  volatile Optional<StatusRuntimeException> noTermination = Optional.empty();

  /// What runs of `w` have been terminated.
  final List<String> terminated = new CopyOnWriteArrayList<>();

  /// The run that `w` has now.
  volatile String current = "run-1";

  /// Runs that have closed, and the run with which each went on, empty for none.
  final Map<String, String> closed = new ConcurrentHashMap<>();

  /// Whether counts are never answered.
  volatile boolean isStuck;

  private final Server server;
  private final ManagedChannel channel;

  HardService() throws IOException {
    var name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).directExecutor().addService(this).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void countWorkflowExecutions(
      CountWorkflowExecutionsRequest request,
      StreamObserver<CountWorkflowExecutionsResponse> answer) {
    counts.release();
    if (!isStuck) {
      answer(answer, noCount, CountWorkflowExecutionsResponse.newBuilder().setCount(1).build());
    }
  }

  @Override
  public void listWorkflowExecutions(
      ListWorkflowExecutionsRequest request,
      StreamObserver<ListWorkflowExecutionsResponse> answer) {
    lists.release();
    var run = WorkflowExecution.newBuilder().setWorkflowId("w").setRunId("run-1");
    answer(
        answer,
        noList,
        ListWorkflowExecutionsResponse.newBuilder()
            .addExecutions(WorkflowExecutionInfo.newBuilder().setExecution(run))
            .build());
  }

  @Override
  public void terminateWorkflowExecution(
      TerminateWorkflowExecutionRequest request,
      StreamObserver<TerminateWorkflowExecutionResponse> answer) {
    var runId = request.getWorkflowExecution().getRunId();
    var refusal =
        noTermination.or(
            () ->
                closed.containsKey(runId)
                    ? Optional.of(Status.NOT_FOUND.asRuntimeException())
                    : Optional.empty());
    if (refusal.isEmpty()) {
      terminated.add(runId);
      closed.put(runId, "");
    }
    answer(answer, refusal, TerminateWorkflowExecutionResponse.getDefaultInstance());
  }

  @Override
  public void describeWorkflowExecution(
      DescribeWorkflowExecutionRequest request,
      StreamObserver<DescribeWorkflowExecutionResponse> answer) {
    var named = request.getExecution();
    answer(
        answer,
        named.getWorkflowId().equals("w")
            ? Optional.empty()
            : Optional.of(Status.NOT_FOUND.asRuntimeException()),
        DescribeWorkflowExecutionResponse.newBuilder()
            .setWorkflowExecutionInfo(
                WorkflowExecutionInfo.newBuilder()
                    .setExecution(named.toBuilder().setRunId(current)))
            .build());
  }

  @Override
  public void getWorkflowExecutionHistory(
      GetWorkflowExecutionHistoryRequest request,
      StreamObserver<GetWorkflowExecutionHistoryResponse> answer) {
    var next = closed.get(request.getExecution().getRunId());
    var history = History.newBuilder();
    if (next != null) {
      history.addEvents(
          HistoryEvent.newBuilder()
              .setWorkflowExecutionContinuedAsNewEventAttributes(
                  WorkflowExecutionContinuedAsNewEventAttributes.newBuilder()
                      .setNewExecutionRunId(next)));
    }
    answer(
        answer,
        Optional.empty(),
        GetWorkflowExecutionHistoryResponse.newBuilder().setHistory(history).build());
  }

  private static <R> void answer(
      StreamObserver<R> answer, Optional<StatusRuntimeException> failure, R response) {
    if (failure.isPresent()) {
      answer.onError(failure.get());
    } else {
      answer.onNext(response);
      answer.onCompleted();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}

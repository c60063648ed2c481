package dev.perdure.verification.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client without an SDK: the service's calls as they are.
public final class Wire implements AutoCloseable {
  public static final String NAMESPACE = "default";

  private static final int CALL_LIMIT_SECONDS = 20;
  private static final int SHORT_LIMIT_SECONDS = 3;

  private final ManagedChannel channel;

  public Wire(String address) {
    this.channel =
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  /// The calls, each with a deadline from now.
  public WorkflowServiceBlockingStub calls() {
    return WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /// The calls with a deadline that a long poll outlives, for a test that wants to look around.
  public WorkflowServiceBlockingStub shortCalls() {
    return WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SHORT_LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /// Tries to connect at once, however long ago the last try failed.
  public void reconnect() {
    channel.resetConnectBackoff();
  }

  public static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  /// A start that is right in every respect, to be spoiled by a test.
  public static StartWorkflowExecutionRequest.Builder start(String workflowId) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace(NAMESPACE)
        .setWorkflowId(workflowId)
        .setWorkflowType(WorkflowType.newBuilder().setName("Some"))
        .setTaskQueue(queue("wire"))
        .setRequestId(UUID.randomUUID().toString())
        .setIdentity("wire");
  }

  public static TaskQueue queue(String name) {
    return TaskQueue.newBuilder().setName(name).build();
  }

  public static PollWorkflowTaskQueueRequest poll(String queue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(NAMESPACE)
        .setTaskQueue(queue(queue))
        .setIdentity("wire")
        .build();
  }

  public static WorkflowExecution execution(String workflowId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
  }

  public static Payloads bytes(int size) {
    return Payloads.newBuilder()
        .addPayloads(
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("binary/plain"))
                .setData(ByteString.copyFrom(new byte[size])))
        .build();
  }

  /// Every event of the current run.
  public List<HistoryEvent> history(String workflowId) {
    var events = new ArrayList<HistoryEvent>();
    var request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(NAMESPACE)
            .setExecution(execution(workflowId));
    do {
      var page = calls().getWorkflowExecutionHistory(request.build());
      events.addAll(page.getHistory().getEventsList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    return events;
  }

  /// The typed detail of a refusal, or null.
  public static @Nullable Any detail(Throwable refusal) {
    var status = StatusProto.fromThrowable(refusal);
    return status == null || status.getDetailsCount() == 0 ? null : status.getDetails(0);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

package dev.perdure.benchmarks;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Makes runs with search attributes that are closed, through the server's own calls.
///
/// Of a million, ten have the same customer, a quarter the same region, and their due dates follow
/// the order in which they closed.
final class ClosedOrders {
  /// The attributes to register, with their types.
  static final Map<String, String> ATTRIBUTES =
      Map.of(
          "Customer", "Keyword",
          "Region", "Keyword",
          "Amount", "Int",
          "Due", "Datetime");

  static final Instant FIRST_DUE = Instant.parse("2026-01-01T00:00:00Z");

  private static final int CUSTOMERS = 100_000;
  private static final int AMOUNTS = 1_000_000;
  private static final int TYPES = 10;
  private static final long SPREAD = 2_654_435_761L;
  private static final String[] REGIONS = {"north", "east", "south", "west"};

  private final WorkflowServiceBlockingStub service;
  private final int callers;

  ClosedOrders(Channel channel, int callers) {
    this.service = WorkflowServiceGrpc.newBlockingStub(channel);
    this.callers = callers;
  }

  static String id(int number) {
    return "order-%07d".formatted(number);
  }

  static String customer(int number) {
    return "customer-" + number % CUSTOMERS;
  }

  static long amount(int number) {
    return number * SPREAD % AMOUNTS;
  }

  static Instant due(int number) {
    return FIRST_DUE.plusSeconds(number);
  }

  void make(int count) throws InterruptedException {
    var _ = new Load(callers, count).run("", number -> order(Integer.parseInt(number)));
  }

  /// The first workflow task comes with the reply to the start, so two calls make one.
  private void order(int number) {
    var attributes =
        SearchAttributes.newBuilder()
            .putIndexedFields("Customer", json('"' + customer(number) + '"'))
            .putIndexedFields("Region", json('"' + REGIONS[number % REGIONS.length] + '"'))
            .putIndexedFields("Amount", json(Long.toString(amount(number))))
            .putIndexedFields("Due", json('"' + due(number).toString() + '"'));
    var started =
        service
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .startWorkflowExecution(
                StartWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowId(id(number))
                    .setWorkflowType(WorkflowType.newBuilder().setName("Order" + number % TYPES))
                    .setTaskQueue(TaskQueue.newBuilder().setName("orders"))
                    .setSearchAttributes(attributes)
                    .setRequestId("start-" + number)
                    .setRequestEagerExecution(true)
                    .build());
    var complete =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
            .setCompleteWorkflowExecutionCommandAttributes(
                CompleteWorkflowExecutionCommandAttributes.getDefaultInstance());
    var _ =
        service
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .respondWorkflowTaskCompleted(
                RespondWorkflowTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(started.getEagerWorkflowTask().getTaskToken())
                    .addCommands(complete)
                    .build());
  }

  private static Payload json(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }
}

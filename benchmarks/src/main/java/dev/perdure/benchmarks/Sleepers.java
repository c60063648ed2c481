package dev.perdure.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Channel;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.concurrent.TimeUnit;

/// Starts runs that wait for a timer of a month, through the server's own calls.
final class Sleepers {
  private static final int MONTH_SECONDS = 30 * 24 * 3_600;
  private static final int INPUT_BYTES = 100;

  private final WorkflowServiceBlockingStub service;
  private final int callers;
  private final Payloads input =
      Payloads.newBuilder()
          .addPayloads(Payload.newBuilder().setData(ByteString.copyFrom(new byte[INPUT_BYTES])))
          .build();

  Sleepers(Channel channel, int callers) {
    this.service = WorkflowServiceGrpc.newBlockingStub(channel);
    this.callers = callers;
  }

  static String id(int number) {
    return "sleeper-%07d".formatted(number);
  }

  void make(int count) throws InterruptedException {
    var _ = new Load(callers, count).run("", number -> sleep(Integer.parseInt(number)));
  }

  /// The first workflow task comes with the reply to the start, so two calls make a sleeper.
  private void sleep(int number) {
    var started =
        service
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .startWorkflowExecution(
                StartWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowId(id(number))
                    .setWorkflowType(WorkflowType.newBuilder().setName("Sleeper"))
                    .setTaskQueue(TaskQueue.newBuilder().setName("sleepers"))
                    .setInput(input)
                    .setRequestId("start-" + number)
                    .setRequestEagerExecution(true)
                    .build());
    var timer =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_START_TIMER)
            .setStartTimerCommandAttributes(
                StartTimerCommandAttributes.newBuilder()
                    .setTimerId("1")
                    .setStartToFireTimeout(Duration.newBuilder().setSeconds(MONTH_SECONDS)));
    var _ =
        service
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .respondWorkflowTaskCompleted(
                RespondWorkflowTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(started.getEagerWorkflowTask().getTaskToken())
                    .addCommands(timer)
                    .build());
  }
}

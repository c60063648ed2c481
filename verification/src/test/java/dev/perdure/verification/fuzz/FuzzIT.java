package dev.perdure.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.testservice.v1.TestServiceGrpc;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every RPC is fed with random and mutated messages: each is answered in time, never with an
/// INTERNAL error or a stack trace, and afterwards the server serves as before.
///
/// `-Dfuzz.seed=N` repeats a run, `-Dfuzz.calls=N` makes more calls.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FuzzIT {
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int CALLS = Integer.getInteger("fuzz.calls", 150);

  /// Calls that wait for something to happen; a deadline ends them.
  private static final int LONG_POLLS = 10;

  private static final long LONG_POLL_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 10;

  private static final List<String> ENDS_NAMESPACES =
      List.of("DeleteNamespace", "DeprecateNamespace", "UpdateNamespace");

  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private static final OddMessages MESSAGES = new OddMessages(RANDOM);

  private static PerdureUnderTest perdure;
  private static ManagedChannel channel;

  /// A server of its own for those who move its time.
  private static PerdureUnderTest skipping;

  private static ManagedChannel timeChannel;

  static List<MethodDescriptor<?, ?>> methods() {
    var methods = new ArrayList<MethodDescriptor<?, ?>>();
    methods.addAll(WorkflowServiceGrpc.getServiceDescriptor().getMethods());
    methods.addAll(OperatorServiceGrpc.getServiceDescriptor().getMethods());
    methods.addAll(TestServiceGrpc.getServiceDescriptor().getMethods());
    return methods;
  }

  @BeforeAll
  static void start() {
    System.out.println("fuzz seed " + SEED);
    perdure = PerdureUnderTest.onFile();
    channel = ManagedChannelBuilder.forTarget(perdure.address()).usePlaintext().build();
    skipping = PerdureUnderTest.withTimeSkipping();
    timeChannel = ManagedChannelBuilder.forTarget(skipping.address()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    perdure.close();
    timeChannel.shutdownNow();
    skipping.close();
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void odd_messages_are_answered(MethodDescriptor<?, ?> method) {
    seed();
    feed(method);
  }

  private static <Q, R> void feed(MethodDescriptor<Q, R> method) {
    boolean waits = waits(method);
    // The one that all others are about is to stay.
    var namespace = ENDS_NAMESPACES.contains(method.getBareMethodName()) ? "doomed" : "default";
    var marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    var prototype = (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
    for (int i = waits ? LONG_POLLS : CALLS; i > 0; i--) {
      var request = MESSAGES.message(prototype, namespace);
      var options =
          waits
              ? CallOptions.DEFAULT.withDeadlineAfter(LONG_POLL_MILLIS, TimeUnit.MILLISECONDS)
              : CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
      try {
        @SuppressWarnings("unchecked") // The prototype is the method's own request.
        var asked = (Q) request;
        MESSAGES.learn(
            (Message) ClientCalls.blockingUnaryCall(channel(method), method, options, asked));
      } catch (StatusRuntimeException e) {
        check(method, request, e.getStatus(), waits);
      }
    }
  }

  private static ManagedChannel channel(MethodDescriptor<?, ?> method) {
    return TestServiceGrpc.SERVICE_NAME.equals(method.getServiceName()) ? timeChannel : channel;
  }

  private static void check(
      MethodDescriptor<?, ?> method, Message request, Status status, boolean waits) {
    var told = method.getFullMethodName() + "\n" + request + "\n" + status;
    var bad =
        waits
            ? List.of(Status.Code.INTERNAL, Status.Code.UNKNOWN)
            : List.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getCode()).as(told).isNotIn(bad);
    assertThat(String.valueOf(status.getDescription()))
        .as(told)
        .doesNotContain("Exception", "\tat ", "dev.perdure", "SQLITE");
  }

  private static boolean waits(MethodDescriptor<?, ?> method) {
    var name = String.valueOf(method.getBareMethodName());
    return name.startsWith("Poll")
        || name.contains("Sleep")
        || List.of(
                "QueryWorkflow",
                "UpdateWorkflowExecution",
                "ExecuteMultiOperation",
                "GetWorkflowExecutionHistory")
            .contains(name);
  }

  /// Workflows, and tasks that a worker holds, so that there is something to hit.
  private static void seed() {
    try (var wire = new Wire(perdure.address())) {
      for (int i = 0; i < 3; i++) {
        try {
          wire.calls()
              .startWorkflowExecution(
                  Wire.start("fuzz-" + i).setTaskQueue(Wire.queue("queue")).build());
        } catch (StatusRuntimeException e) {
          // It is still there from before.
          assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.INTERNAL);
        }
      }
    }
  }

  @Test
  @Order(2)
  void the_server_serves_as_before() {
    try (var wire = new Wire(perdure.address())) {
      var calls = wire.calls();
      calls.startWorkflowExecution(
          Wire.start("afterwards").setTaskQueue(Wire.queue("afterwards")).build());
      var task = calls.pollWorkflowTaskQueue(Wire.poll("afterwards"));
      calls.respondWorkflowTaskCompleted(
          RespondWorkflowTaskCompletedRequest.newBuilder()
              .setNamespace(Wire.NAMESPACE)
              .setTaskToken(task.getTaskToken())
              .addCommands(
                  Command.newBuilder()
                      .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
                      .setCompleteWorkflowExecutionCommandAttributes(
                          CompleteWorkflowExecutionCommandAttributes.getDefaultInstance()))
              .build());
      assertThat(wire.history("afterwards")).hasSize(5);
    }
  }
}

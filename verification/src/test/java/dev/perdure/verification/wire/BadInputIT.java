package dev.perdure.verification.wire;

import static dev.perdure.verification.wire.Wire.execution;
import static dev.perdure.verification.wire.Wire.seconds;
import static dev.perdure.verification.wire.Wire.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.verification.peer.PerdureUnderTest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListWorkerDeploymentsRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad input over TCP: each gets the status and text that clients know, and changes nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
  private static final int BLOB_LIMIT = 2 << 20;
  private static final int MESSAGE_LIMIT = 4 << 20;
  private static final String LONG_ID = "x".repeat(1_001);
  private static final String NEVER = "never-started";

  private final PerdureUnderTest server = PerdureUnderTest.inMemory();
  private final Wire wire = new Wire(server.address());

  @BeforeAll
  void start_one_workflow() {
    var _ = wire.calls().startWorkflowExecution(start("victim").build());
  }

  @AfterAll
  void close() {
    wire.close();
    server.close();
  }

  @SuppressWarnings("deprecation") // old clients still send TERMINATE_IF_RUNNING
  static Stream<Arguments> starts() {
    var queue = TaskQueue.getDefaultInstance();
    var id = start(NEVER);
    return Stream.of(
        badStart("Namespace not set on request.", id.clone().clearNamespace()),
        badStart("WorkflowId is not set on request.", id.clone().setWorkflowId("")),
        badStart("WorkflowId exceeds maximum", start(LONG_ID)),
        badStart("WorkflowType is not set on request.", id.clone().clearWorkflowType()),
        badStart(
            "WorkflowType length exceeds limit.",
            id.clone().setWorkflowType(WorkflowType.newBuilder().setName(LONG_ID))),
        badStart("taskQueue is not set", id.clone().clearTaskQueue()),
        badStart("task queue", id.clone().setTaskQueue(queue)),
        badStart("RequestId length exceeds limit.", id.clone().setRequestId(LONG_ID)),
        badStart("Identity length exceeds limit.", id.clone().setIdentity(LONG_ID)),
        badStart(
            "invalid WorkflowExecutionTimeout",
            id.clone().setWorkflowExecutionTimeout(seconds(-1))),
        badStart("invalid WorkflowRunTimeout", id.clone().setWorkflowRunTimeout(seconds(-1))),
        badStart("invalid WorkflowTaskTimeout", id.clone().setWorkflowTaskTimeout(seconds(-1))),
        badStart(
            "BackoffCoefficient cannot be less than 1",
            id.clone().setRetryPolicy(RetryPolicy.newBuilder().setBackoffCoefficient(0.5))),
        badStart(
            "InitialInterval",
            id.clone().setRetryPolicy(RetryPolicy.newBuilder().setInitialInterval(seconds(-1)))),
        badStart(
            "MaximumInterval",
            id.clone().setRetryPolicy(RetryPolicy.newBuilder().setMaximumInterval(seconds(-1)))),
        badStart(
            "MaximumAttempts",
            id.clone().setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(-1))),
        badStart(
            "WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING",
            id.clone()
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)),
        badStart(
            "WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING",
            id.clone()
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)),
        badStart("Blob data size exceeds limit.", id.clone().setInput(Wire.bytes(BLOB_LIMIT + 1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("starts")
  void a_bad_start_starts_nothing(String message, StartWorkflowExecutionRequest request) {
    assertRefused(
        calls -> calls.startWorkflowExecution(request), Status.Code.INVALID_ARGUMENT, message);

    assertRefused(
        calls -> calls.describeWorkflowExecution(describe(NEVER)),
        Status.Code.NOT_FOUND,
        "workflow not found for ID: " + NEVER);
  }

  static Stream<Arguments> calls() {
    var signal =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setWorkflowExecution(execution("victim"))
            .setSignalName("signal");
    var query =
        QueryWorkflowRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setExecution(execution("victim"))
            .setQuery(WorkflowQuery.newBuilder().setQueryType("query"));
    var history =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setExecution(execution("victim"));
    return Stream.of(
        bad(
            "SignalName is not set on request.",
            c -> c.signalWorkflowExecution(signal.clone().clearSignalName().build())),
        bad(
            "SignalName length exceeds limit.",
            c -> c.signalWorkflowExecution(signal.clone().setSignalName(LONG_ID).build())),
        bad(
            "RequestId length exceeds limit.",
            c -> c.signalWorkflowExecution(signal.clone().setRequestId(LONG_ID).build())),
        bad(
            "Execution is not set on request.",
            c -> c.signalWorkflowExecution(signal.clone().clearWorkflowExecution().build())),
        bad(
            "WorkflowId is not set on request.",
            c ->
                c.signalWorkflowExecution(
                    signal.clone().setWorkflowExecution(execution("")).build())),
        bad(
            "Invalid RunId.",
            c ->
                c.signalWorkflowExecution(
                    signal.clone().setWorkflowExecution(withRun("victim", "no-uuid")).build())),
        bad(
            "Blob data size exceeds limit.",
            c ->
                c.signalWorkflowExecution(
                    signal.clone().setInput(Wire.bytes(BLOB_LIMIT + 1)).build())),
        bad(
            "Query is not set on request.",
            c -> c.queryWorkflow(query.clone().clearQuery().build())),
        bad(
            "QueryType is not set on request.",
            c ->
                c.queryWorkflow(
                    query.clone().setQuery(WorkflowQuery.getDefaultInstance()).build())),
        bad(
            "Invalid NextPageToken.",
            c ->
                c.getWorkflowExecutionHistory(history.clone().setNextPageToken(garbage()).build())),
        bad(
            "Execution is not set on request.",
            c -> c.getWorkflowExecutionHistory(history.clone().clearExecution().build())),
        bad("taskQueue is not set", c -> c.pollWorkflowTaskQueue(pollNothing())),
        bad(
            "Error deserializing task token.",
            c ->
                c.respondWorkflowTaskCompleted(
                    RespondWorkflowTaskCompletedRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setTaskToken(garbage())
                        .build())),
        bad(
            "Error deserializing task token.",
            c ->
                c.respondActivityTaskCompleted(
                    RespondActivityTaskCompletedRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setTaskToken(garbage())
                        .build())),
        bad(
            "Error deserializing task token.",
            c ->
                c.respondActivityTaskFailed(
                    RespondActivityTaskFailedRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setTaskToken(garbage())
                        .build())),
        bad(
            "Error deserializing task token.",
            c ->
                c.recordActivityTaskHeartbeat(
                    RecordActivityTaskHeartbeatRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setTaskToken(garbage())
                        .build())));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("calls")
  void a_bad_call_changes_nothing(String message, Consumer<WorkflowServiceBlockingStub> call) {
    var before = wire.history("victim");

    assertRefused(call, Status.Code.INVALID_ARGUMENT, message);

    assertThat(wire.history("victim")).isEqualTo(before);
  }

  static Stream<Arguments> inAnUnknownNamespace() {
    return Stream.of(
        named("start", c -> c.startWorkflowExecution(start("w").setNamespace("nope").build())),
        named(
            "describe",
            c ->
                c.describeWorkflowExecution(
                    describe("w").toBuilder().setNamespace("nope").build())),
        named(
            "namespace",
            c ->
                c.describeNamespace(
                    DescribeNamespaceRequest.newBuilder().setNamespace("nope").build())),
        named(
            "poll",
            c -> c.pollWorkflowTaskQueue(Wire.poll("q").toBuilder().setNamespace("nope").build())),
        named(
            "poll activities",
            c ->
                c.pollActivityTaskQueue(
                    PollActivityTaskQueueRequest.newBuilder()
                        .setNamespace("nope")
                        .setTaskQueue(Wire.queue("q"))
                        .build())),
        named(
            "signal",
            c ->
                c.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace("nope")
                        .setWorkflowExecution(execution("victim"))
                        .setSignalName("s")
                        .build())),
        named(
            "history",
            c ->
                c.getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace("nope")
                        .setExecution(execution("victim"))
                        .build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inAnUnknownNamespace")
  void an_unknown_namespace_is_not_found_and_named_in_the_detail(
      String name, Consumer<WorkflowServiceBlockingStub> call)
      throws InvalidProtocolBufferException {
    var refusal = assertRefused(call, Status.Code.NOT_FOUND, "Namespace nope is not found.");

    var detail = Objects.requireNonNull(Wire.detail(refusal));
    assertThat(detail.unpack(NamespaceNotFoundFailure.class).getNamespace()).isEqualTo("nope");
  }

  static Stream<Arguments> onAnUnknownWorkflow() {
    return Stream.of(
        named("describe", c -> c.describeWorkflowExecution(describe("zz"))),
        named(
            "signal",
            c ->
                c.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setWorkflowExecution(execution("zz"))
                        .setSignalName("s")
                        .build())),
        named(
            "cancel",
            c ->
                c.requestCancelWorkflowExecution(
                    RequestCancelWorkflowExecutionRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setWorkflowExecution(execution("zz"))
                        .build())),
        named(
            "terminate",
            c ->
                c.terminateWorkflowExecution(
                    TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setWorkflowExecution(execution("zz"))
                        .build())),
        named(
            "history",
            c ->
                c.getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setExecution(execution("zz"))
                        .build())),
        named(
            "query",
            c ->
                c.queryWorkflow(
                    QueryWorkflowRequest.newBuilder()
                        .setNamespace(Wire.NAMESPACE)
                        .setExecution(execution("zz"))
                        .setQuery(WorkflowQuery.newBuilder().setQueryType("q"))
                        .build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onAnUnknownWorkflow")
  void an_unknown_workflow_is_not_found(String name, Consumer<WorkflowServiceBlockingStub> call) {
    assertRefused(call, Status.Code.NOT_FOUND, "workflow not found for ID: zz");
  }

  @Test
  void a_token_of_a_task_that_is_over_is_not_found() {
    var _ =
        wire.calls().startWorkflowExecution(start("over").setTaskQueue(Wire.queue("over")).build());
    var task = wire.calls().pollWorkflowTaskQueue(Wire.poll("over"));
    var completion =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setTaskToken(task.getTaskToken())
            .build();
    var _ = wire.calls().respondWorkflowTaskCompleted(completion);
    var before = wire.history("over");

    assertRefused(
        calls -> calls.respondWorkflowTaskCompleted(completion),
        Status.Code.NOT_FOUND,
        "Workflow task not found.");

    assertThat(wire.history("over")).isEqualTo(before);
  }

  @Test
  void a_message_over_4_mebibytes_is_refused_in_the_words_that_sdks_know() {
    assertRefused(
        calls ->
            calls.startWorkflowExecution(start(NEVER).setInput(Wire.bytes(MESSAGE_LIMIT)).build()),
        Status.Code.RESOURCE_EXHAUSTED,
        "grpc: received message larger than max (");

    assertThat(wire.history("victim")).isNotEmpty(); // the connection lives
  }

  @Test
  void a_payload_just_within_the_limit_is_accepted() {
    var id = "large";
    var _ =
        wire.calls()
            .startWorkflowExecution(start(id).setInput(Wire.bytes(BLOB_LIMIT - 100)).build());

    assertThat(wire.history(id).getFirst().getSerializedSize()).isGreaterThan(BLOB_LIMIT - 100);
  }

  @Test
  void a_call_that_is_not_built_yet_is_unimplemented() {
    assertRefused(
        calls ->
            calls.listWorkerDeployments(
                ListWorkerDeploymentsRequest.newBuilder().setNamespace(Wire.NAMESPACE).build()),
        Status.Code.UNIMPLEMENTED,
        "");
  }

  private StatusRuntimeException assertRefused(
      Consumer<WorkflowServiceBlockingStub> call, Status.Code code, String message) {
    var refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(wire.calls()));
    assertThat(refusal).as("the call was accepted").isNotNull();
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal.getStatus().getDescription() + "").contains(message);
    return refusal;
  }

  private static Arguments badStart(String message, StartWorkflowExecutionRequest.Builder request) {
    return Arguments.of(message, request.build());
  }

  private static Arguments bad(String message, Consumer<WorkflowServiceBlockingStub> call) {
    return Arguments.of(message, call);
  }

  private static Arguments named(String name, Consumer<WorkflowServiceBlockingStub> call) {
    return Arguments.of(name, call);
  }

  private static DescribeWorkflowExecutionRequest describe(String workflowId) {
    return DescribeWorkflowExecutionRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setExecution(execution(workflowId))
        .build();
  }

  private static PollWorkflowTaskQueueRequest pollNothing() {
    return PollWorkflowTaskQueueRequest.newBuilder().setNamespace(Wire.NAMESPACE).build();
  }

  private static WorkflowExecution withRun(String workflowId, String runId) {
    return execution(workflowId).toBuilder().setRunId(runId).build();
  }

  private static ByteString garbage() {
    return ByteString.copyFromUtf8("no token at all");
  }
}

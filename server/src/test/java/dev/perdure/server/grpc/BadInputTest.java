package dev.perdure.server.grpc;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.VersioningOverride;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListWorkerDeploymentsRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are wrong, over TCP, as clients of every language send them.
class BadInputTest {
  private static PerdureServer server;
  private static ManagedChannel channel;
  private static WorkflowServiceBlockingStub stub;

  @BeforeAll
  static void open() {
    server = PerdureServer.inMemory(ServerOptions.defaults().withPort(0));
    channel = NettyChannelBuilder.forAddress(server.address().orElseThrow()).usePlaintext().build();
    stub = WorkflowServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void close() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void an_unknown_namespace_is_named() {
    var refusal =
        Refusals.of(() -> stub.startWorkflowExecution(start().setNamespace("nope").build()))
            .with(NOT_FOUND, "Namespace nope is not found.");

    assertThat(refusal.detail(NamespaceNotFoundFailure.class).getNamespace()).isEqualTo("nope");
  }

  @Test
  void a_start_needs_an_id_a_type_and_a_task_queue() {
    refusedStart(start().clearWorkflowId(), "WorkflowId is not set on request.");
    refusedStart(start().clearWorkflowType(), "WorkflowType is not set on request.");
    refusedStart(start().clearTaskQueue(), "taskQueue is not set");
    refusedStart(start().setTaskQueue(TaskQueue.getDefaultInstance()), "missing task queue name");
  }

  @Test
  void names_that_are_too_long_are_refused() {
    var tooLong = "x".repeat(1001);
    refusedStart(
        start().setWorkflowId(tooLong), "WorkflowId exceeds maximum allowed length (1001/1000)");
    refusedStart(
        start().setWorkflowType(WorkflowType.newBuilder().setName(tooLong)),
        "WorkflowType length exceeds limit.");
    refusedStart(
        start().setTaskQueue(TaskQueue.newBuilder().setName(tooLong)),
        "taskQueue length exceeds limit");
    refusedStart(start().setRequestId(tooLong), "RequestId length exceeds limit.");
    refusedStart(start().setIdentity(tooLong), "Identity length exceeds limit.");
  }

  @Test
  void the_length_of_a_name_counts_in_bytes() {
    refusedStart(
        start().setWorkflowId("ü".repeat(501)),
        "WorkflowId exceeds maximum allowed length (1002/1000)");
  }

  @Test
  void a_reserved_task_queue_is_refused() {
    refusedStart(
        start().setTaskQueue(TaskQueue.newBuilder().setName("/_sys/q")),
        "task queue name cannot start with reserved prefix /_sys/");
  }

  @Test
  void malformed_retry_policies_are_refused() {
    refusedStart(
        start().setRetryPolicy(RetryPolicy.newBuilder().setBackoffCoefficient(0.5)),
        "BackoffCoefficient cannot be less than 1 on retry policy.");
    refusedStart(
        start().setRetryPolicy(RetryPolicy.newBuilder().setBackoffCoefficient(Double.NaN)),
        "BackoffCoefficient cannot be less than 1 on retry policy.");
    refusedStart(
        start().setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(-1)),
        "MaximumAttempts cannot be negative on retry policy.");
    refusedStart(
        start()
            .setRetryPolicy(
                RetryPolicy.newBuilder()
                    .setInitialInterval(Duration.newBuilder().setSeconds(10))
                    .setMaximumInterval(Duration.newBuilder().setSeconds(5))),
        "MaximumInterval cannot be less than InitialInterval on retry policy.");
    refusedStart(
        start()
            .setRetryPolicy(
                RetryPolicy.newBuilder().setInitialInterval(Duration.newBuilder().setSeconds(-1))),
        "invalid InitialInterval set on retry policy: negative duration");
    refusedStart(
        start()
            .setRetryPolicy(
                RetryPolicy.newBuilder().addNonRetryableErrorTypes("TemporalTimeout:Nonsense")),
        "Invalid timeout type value: Nonsense.");
  }

  @Test
  void negative_timeouts_are_refused() {
    var negative = Duration.newBuilder().setSeconds(-1).build();
    refusedStart(
        start().setWorkflowRunTimeout(negative),
        "An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration");
    refusedStart(
        start().setWorkflowExecutionTimeout(negative),
        "An invalid WorkflowExecutionTimeoutSeconds is set on request. cause: negative duration");
    refusedStart(
        start().setWorkflowTaskTimeout(Duration.newBuilder().setSeconds(1).setNanos(-1)),
        "An invalid WorkflowTaskTimeoutSeconds is set on request. cause: duration has seconds and"
            + " nanos with different signs");
    refusedStart(
        start().setWorkflowStartDelay(negative),
        "An invalid WorkflowStartDelaySeconds is set on request. cause: negative duration");
  }

  @Test
  @SuppressWarnings("deprecation")
  void policies_that_contradict_each_other_are_refused() {
    refusedStart(
        start()
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING)
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING),
        "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be"
            + " used together with a WorkflowIDConflictPolicy");
    refusedStart(
        start()
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING),
        "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used"
            + " together with WorkflowIdConflictPolicy"
            + " WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
  }

  @Test
  void unknown_search_attributes_are_refused() {
    refusedStart(
        start()
            .setSearchAttributes(
                SearchAttributes.newBuilder()
                    .putIndexedFields("Nope", Payload.getDefaultInstance())),
        "Namespace default has no mapping defined for search attribute Nope");
  }

  @Test
  void payloads_above_two_mebibytes_are_refused() {
    refusedStart(start().setInput(payloads(2 << 20)), "Blob data size exceeds limit.");
    refusedStart(
        start().setMemo(Memo.newBuilder().putFields("m", payloads(2 << 20).getPayloads(0))),
        "Memo size exceeds limit.");
    Refusals.of(
            () ->
                stub.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution("w"))
                        .setSignalName("s")
                        .setInput(payloads(2 << 20))
                        .build()))
        .with(INVALID_ARGUMENT, "Blob data size exceeds limit.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gzip"})
  void messages_above_four_mebibytes_are_refused_with_their_size(String compression) {
    var request = start().setInput(payloads(5 << 20)).build();
    var used = compression.isEmpty() ? stub : stub.withCompression(compression);

    Refusals.of(() -> used.startWorkflowExecution(request))
        .with(
            RESOURCE_EXHAUSTED,
            "grpc: received message larger than max (%d vs. 4194304)"
                .formatted(request.getSerializedSize()));
  }

  @Test
  void a_compressed_request_is_understood() {
    Refusals.of(
            () ->
                stub.withCompression("gzip")
                    .startWorkflowExecution(start().setNamespace("nope").build()))
        .with(NOT_FOUND, "Namespace nope is not found.");
  }

  @Test
  void an_execution_must_be_named_correctly() {
    Refusals.of(
            () ->
                stub.describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder().setNamespace("default").build()))
        .with(INVALID_ARGUMENT, "Execution is not set on request.");
    Refusals.of(
            () ->
                stub.terminateWorkflowExecution(
                    TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(WorkflowExecution.getDefaultInstance())
                        .build()))
        .with(INVALID_ARGUMENT, "WorkflowId is not set on request.");
    Refusals.of(
            () ->
                stub.requestCancelWorkflowExecution(
                    RequestCancelWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution("w").toBuilder().setRunId("no-uuid"))
                        .build()))
        .with(INVALID_ARGUMENT, "Invalid RunId.");
  }

  @Test
  void signals_and_queries_need_names() {
    Refusals.of(
            () ->
                stub.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution("w"))
                        .build()))
        .with(INVALID_ARGUMENT, "SignalName is not set on request.");
    Refusals.of(
            () ->
                stub.queryWorkflow(
                    QueryWorkflowRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("w"))
                        .build()))
        .with(INVALID_ARGUMENT, "WorkflowQuery is not set on request.");
    Refusals.of(
            () ->
                stub.queryWorkflow(
                    QueryWorkflowRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("w"))
                        .setQuery(WorkflowQuery.getDefaultInstance())
                        .build()))
        .with(INVALID_ARGUMENT, "QueryType is not set on request.");
    Refusals.of(
            () ->
                stub.signalWithStartWorkflowExecution(
                    SignalWithStartWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowId("w")
                        .build()))
        .with(INVALID_ARGUMENT, "signal not set");
  }

  @Test
  void a_signal_with_start_cannot_refuse_a_running_workflow() {
    Refusals.of(
            () ->
                stub.signalWithStartWorkflowExecution(
                    SignalWithStartWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowId("w")
                        .setSignalName("s")
                        .setWorkflowType(WorkflowType.newBuilder().setName("T"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("q"))
                        .setWorkflowIdConflictPolicy(
                            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                        .build()))
        .with(
            INVALID_ARGUMENT,
            "Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported"
                + " for this operation.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "\n\u0003abc", "\u0000\u00ff\u00ff\u00ff\u00ff"})
  void garbage_task_tokens_are_refused(String garbage) {
    var token = ByteString.copyFrom(garbage, ISO_8859_1);
    Refusals.of(
            () ->
                stub.respondWorkflowTaskCompleted(
                    RespondWorkflowTaskCompletedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(token)
                        .build()))
        .with(INVALID_ARGUMENT, "Error deserializing task token.");
    Refusals.of(
            () ->
                stub.respondActivityTaskCompleted(
                    RespondActivityTaskCompletedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(token)
                        .build()))
        .with(INVALID_ARGUMENT, "Error deserializing task token.");
    Refusals.of(
            () ->
                stub.respondQueryTaskCompleted(
                    RespondQueryTaskCompletedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(token)
                        .build()))
        .with(INVALID_ARGUMENT, "Error deserializing task token.");
  }

  @Test
  void an_activity_can_only_fail_with_a_failure_of_the_application() {
    var token =
        new TaskToken(TaskToken.Kind.ACTIVITY, "default", "w", "r", 5, 0, 1, 1, "a").toBytes();
    Refusals.of(
            () ->
                stub.respondActivityTaskFailed(
                    RespondActivityTaskFailedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(token)
                        .setFailure(Failure.newBuilder().setMessage("m"))
                        .build()))
        .with(INVALID_ARGUMENT, "Failure must have ApplicationFailureInfo.");
    Refusals.of(
            () ->
                stub.respondWorkflowTaskCompleted(
                    RespondWorkflowTaskCompletedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(token)
                        .build()))
        .with(INVALID_ARGUMENT, "Invalid TaskToken.");
  }

  @Test
  void an_activity_by_id_needs_its_ids() {
    Refusals.of(
            () ->
                stub.respondActivityTaskCompletedById(
                    RespondActivityTaskCompletedByIdRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowId("w")
                        .build()))
        .with(INVALID_ARGUMENT, "ActivityId is not set on request.");
    Refusals.of(
            () ->
                stub.respondActivityTaskCompletedById(
                    RespondActivityTaskCompletedByIdRequest.newBuilder()
                        .setNamespace("default")
                        .setActivityId("a")
                        .build()))
        .with(INVALID_ARGUMENT, "WorkflowId is not set on request.");
  }

  @Test
  void a_garbage_page_token_is_refused() {
    Refusals.of(
            () ->
                stub.getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("w"))
                        .setNextPageToken(ByteString.copyFromUtf8("garbage"))
                        .build()))
        .with(INVALID_ARGUMENT, "Invalid NextPageToken.");
  }

  @Test
  void polls_need_a_task_queue() {
    Refusals.of(
            () ->
                stub.pollActivityTaskQueue(
                    PollActivityTaskQueueRequest.newBuilder().setNamespace("default").build()))
        .with(INVALID_ARGUMENT, "taskQueue is not set");
  }

  @Test
  void a_workflow_that_is_not_there_is_not_found() {
    Refusals.of(
            () ->
                stub.describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("zz"))
                        .build()))
        .with(NOT_FOUND, "workflow not found for ID: zz")
        .detail(NotFoundFailure.class);
    Refusals.of(
            () ->
                stub.getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("zz"))
                        .build()))
        .with(NOT_FOUND, "workflow not found for ID: zz")
        .detail(NotFoundFailure.class);
  }

  @Test
  void what_is_not_implemented_says_so() {
    var refusal =
        Refusals.of(
            () ->
                stub.listWorkerDeployments(
                    ListWorkerDeploymentsRequest.newBuilder().setNamespace("default").build()));

    assertThat(refusal.status().getCode()).isEqualTo(UNIMPLEMENTED);
    assertThat(Objects.requireNonNull(refusal.status().getDescription()))
        .contains("ListWorkerDeployments");
    refusedStartWith(
        UNIMPLEMENTED, start().setVersioningOverride(VersioningOverride.getDefaultInstance()));
  }

  private static void refusedStart(StartWorkflowExecutionRequest.Builder request, String text) {
    Refusals.of(() -> stub.startWorkflowExecution(request.build()))
        .with(INVALID_ARGUMENT, text)
        .noDetail();
  }

  private static void refusedStartWith(
      Status.Code code, StartWorkflowExecutionRequest.Builder request) {
    assertThat(Refusals.of(() -> stub.startWorkflowExecution(request.build())).status().getCode())
        .isEqualTo(code);
  }

  private static StartWorkflowExecutionRequest.Builder start() {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId("w")
        .setWorkflowType(WorkflowType.newBuilder().setName("T"))
        .setTaskQueue(TaskQueue.newBuilder().setName("q"));
  }

  private static WorkflowExecution execution(String workflowId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
  }

  private static Payloads payloads(int bytes) {
    return Payloads.newBuilder()
        .addPayloads(Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
        .build();
  }
}

package dev.perdure.server.grpc;

import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.errordetails.v1.NamespaceAlreadyExistsFailure;
import io.temporal.api.errordetails.v1.NamespaceInvalidStateFailure;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.namespace.v1.BadBinaries;
import io.temporal.api.namespace.v1.BadBinaryInfo;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.namespace.v1.NamespaceFilter;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.namespace.v1.UpdateNamespaceInfo;
import io.temporal.api.operatorservice.v1.DeleteNamespaceRequest;
import io.temporal.api.operatorservice.v1.ListClustersRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DeprecateNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Namespaces by call, on a server with a file.
@Timeout(60)
class NamespaceCallsTest {
  @TempDir private Path directory;
  private PerdureServer server;
  private WorkflowServiceBlockingStub stub;
  private OperatorServiceBlockingStub operator;

  @BeforeEach
  void start() {
    start(ServerOptions.defaults());
  }

  private void start(ServerOptions options) {
    server = PerdureServer.open(directory.resolve("test.db"), options);
    stub = WorkflowServiceGrpc.newBlockingStub(server.channel());
    operator = OperatorServiceGrpc.newBlockingStub(server.channel());
  }

  private void restart() {
    server.close();
    start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_registered_namespace_is_as_it_was_asked_for_also_after_a_restart() {
    register(
        request("orders")
            .setDescription("all orders")
            .setOwnerEmail("me@example.com")
            .putData("team", "a"));

    var described = describe("orders");
    restart();

    assertThat(describe("orders")).isEqualTo(described);
    var info = described.getNamespaceInfo();
    assertThat(info.getName()).isEqualTo("orders");
    assertThat(info.getState()).isEqualTo(NamespaceState.NAMESPACE_STATE_REGISTERED);
    assertThat(info.getDescription()).isEqualTo("all orders");
    assertThat(info.getOwnerEmail()).isEqualTo("me@example.com");
    assertThat(info.getDataMap()).containsEntry("team", "a");
    assertThat(info.getLimits().getBlobSizeLimitError()).isEqualTo(2 << 20);
    assertThat(described.getConfig().getWorkflowExecutionRetentionTtl()).isEqualTo(hours(24));
    assertThat(described.getConfig().hasBadBinaries()).isTrue();
    assertThat(described.getReplicationConfig().getClusters(0).getClusterName())
        .isEqualTo("active");
    assertThat(
            stub.describeNamespace(
                DescribeNamespaceRequest.newBuilder().setId(info.getId()).build()))
        .isEqualTo(described);
    assertThat(startIn("orders", "w").getRunId()).isNotEmpty();
  }

  @Test
  void a_namespace_is_registered_once() {
    register(request("orders"));

    var refusal =
        Refusals.of(() -> register(request("orders")))
            .with(ALREADY_EXISTS, "Namespace \"orders\" already exists");

    assertThat(refusal.detail(NamespaceAlreadyExistsFailure.class)).isNotNull();
  }

  @Test
  void of_many_that_register_a_namespace_at_once_one_does() {
    var tries =
        IntStream.range(0, 20)
            .mapToObj(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            register(request("orders"));
                            return 1;
                          } catch (RuntimeException e) {
                            return 0;
                          }
                        }))
            .toList();

    assertThat(tries.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(1);
  }

  @Test
  void a_registration_that_cannot_be_is_refused() {
    var retention = "A valid retention period is not set on request.";
    refused(() -> register(request("a").clearWorkflowExecutionRetentionPeriod()), retention);
    refused(
        () -> register(request("a").setWorkflowExecutionRetentionPeriod(seconds(3_599))),
        retention);
    refused(
        () -> register(request("a").setWorkflowExecutionRetentionPeriod(seconds(-1))), retention);
    refused(() -> register(request("")), "Namespace not set on request.");
    refused(() -> register(request("n".repeat(1_001))), "Namespace length exceeds limit.");
    refused(
        () -> register(request("a").setIsGlobalNamespace(true)),
        "Cannot register global namespace when not enabled");
    refused(() -> register(request("a").setActiveClusterName("b")), "Invalid cluster name: b");
    assertThat(names(listed())).containsExactly("default", "temporal-system");
    register(request("n".repeat(1_000)).setWorkflowExecutionRetentionPeriod(hours(1)));
    register(request("ns with späces / and more").setActiveClusterName("active"));
  }

  @Test
  void an_unknown_namespace_is_named() {
    var refusal =
        Refusals.of(() -> describe("nope")).with(NOT_FOUND, "Namespace nope is not found.");
    assertThat(refusal.detail(NamespaceNotFoundFailure.class).getNamespace()).isEqualTo("nope");
    Refusals.of(
            () ->
                stub.describeNamespace(DescribeNamespaceRequest.newBuilder().setId("none").build()))
        .with(NOT_FOUND, "Namespace none is not found.");
    Refusals.of(() -> update(UpdateNamespaceRequest.newBuilder().setNamespace("nope")))
        .with(NOT_FOUND, "Namespace nope is not found.");
    refused(() -> describe(""), "Namespace not set on request.");
    refused(
        () ->
            stub.describeNamespace(
                DescribeNamespaceRequest.newBuilder().setNamespace("default").setId("x").build()),
        "GetNamespace operation failed.  Both ID and Name specified in request.");
  }

  @Test
  void namespaces_are_listed_in_pages() {
    for (int i = 0; i < 5; i++) {
      register(request("n" + i));
    }

    assertThat(names(listed()))
        .containsExactly("default", "n0", "n1", "n2", "n3", "n4", "temporal-system");
    var paged = new ArrayList<String>();
    var next = ListNamespacesRequest.newBuilder().setPageSize(3);
    int pages = 0;
    do {
      var page = stub.listNamespaces(next.build());
      paged.addAll(names(page));
      next.setNextPageToken(page.getNextPageToken());
      pages++;
    } while (!next.getNextPageToken().isEmpty());
    assertThat(paged).isEqualTo(names(listed()));
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void the_namespace_of_the_system_has_its_well_known_id() {
    var system = describe("temporal-system").getNamespaceInfo();

    assertThat(system.getId()).isEqualTo("32049b68-7872-4094-8e63-d0dd59896a83");
  }

  @Test
  void an_update_changes_what_it_sets_and_merges_data() {
    register(request("orders").setDescription("old").setOwnerEmail("me").putData("a", "1"));

    var updated =
        update(
            UpdateNamespaceRequest.newBuilder()
                .setNamespace("orders")
                .setUpdateInfo(
                    UpdateNamespaceInfo.newBuilder().setDescription("new").putData("b", "2"))
                .setConfig(
                    NamespaceConfig.newBuilder()
                        .setWorkflowExecutionRetentionTtl(hours(2))
                        .setBadBinaries(
                            BadBinaries.newBuilder()
                                .putBinaries(
                                    "sum", BadBinaryInfo.newBuilder().setReason("bad").build()))
                        .putCustomSearchAttributeAliases("Keyword01", "Customer")));
    restart();

    var described = describe("orders");
    assertThat(described.getNamespaceInfo()).isEqualTo(updated.getNamespaceInfo());
    assertThat(described.getConfig()).isEqualTo(updated.getConfig());
    assertThat(described.getNamespaceInfo().getDescription()).isEqualTo("new");
    assertThat(described.getNamespaceInfo().getOwnerEmail()).isEqualTo("me");
    assertThat(described.getNamespaceInfo().getDataMap()).hasSize(2);
    var config = described.getConfig();
    assertThat(config.getWorkflowExecutionRetentionTtl()).isEqualTo(hours(2));
    assertThat(config.getBadBinaries().getBinariesOrThrow("sum").hasCreateTime()).isTrue();
    assertThat(config.getCustomSearchAttributeAliasesMap()).containsEntry("Keyword01", "Customer");

    var less =
        update(
            UpdateNamespaceRequest.newBuilder()
                .setNamespace("orders")
                .setDeleteBadBinary("sum")
                .setConfig(
                    NamespaceConfig.newBuilder().putCustomSearchAttributeAliases("Keyword01", "")));
    assertThat(less.getConfig().getBadBinaries().getBinariesMap()).isEmpty();
    assertThat(less.getConfig().getCustomSearchAttributeAliasesMap()).isEmpty();
    assertThat(less.getConfig().getWorkflowExecutionRetentionTtl()).isEqualTo(hours(2));
  }

  @Test
  void an_update_that_cannot_be_is_refused_and_changes_nothing() {
    register(request("orders"));
    update(
        updateOf("orders")
            .setConfig(
                NamespaceConfig.newBuilder().putCustomSearchAttributeAliases("Keyword01", "A")));
    var before = describe("orders");

    refused(
        () ->
            update(
                updateOf("orders")
                    .setUpdateInfo(UpdateNamespaceInfo.newBuilder().setDescription("changed"))
                    .setConfig(
                        NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(seconds(1)))),
        "A valid retention period is not set on request.");
    refused(
        () ->
            update(
                updateOf("orders")
                    .setConfig(
                        NamespaceConfig.newBuilder()
                            .putCustomSearchAttributeAliases("Keyword01", "B"))),
        "Custom search attribute field name already allocated.");
    refused(
        () -> update(updateOf("orders").setDeleteBadBinary("sum")),
        "Bad binary checksum sum doesn't exists.");
    refused(
        () ->
            update(
                updateOf("orders")
                    .setReplicationConfig(
                        NamespaceReplicationConfig.newBuilder()
                            .addClusters(
                                ClusterReplicationConfig.newBuilder().setClusterName("b")))),
        "Invalid cluster name: b");
    var many = BadBinaries.newBuilder();
    for (int i = 0; i < 11; i++) {
      many.putBinaries("sum" + i, BadBinaryInfo.getDefaultInstance());
    }
    refused(
        () ->
            update(updateOf("orders").setConfig(NamespaceConfig.newBuilder().setBadBinaries(many))),
        "Total resetBinaries cannot exceed the max limit: 10");
    assertThat(describe("orders")).isEqualTo(before);
  }

  @Test
  @SuppressWarnings("deprecation") // Clients still call it.
  void a_deprecated_namespace_takes_no_new_workflows() {
    register(request("old"));
    startIn("old", "w");

    var _ =
        stub.deprecateNamespace(DeprecateNamespaceRequest.newBuilder().setNamespace("old").build());
    restart();

    assertThat(describe("old").getNamespaceInfo().getState())
        .isEqualTo(NamespaceState.NAMESPACE_STATE_DEPRECATED);
    var refusal =
        Refusals.of(() -> startIn("old", "w2"))
            .with(
                FAILED_PRECONDITION,
                "Namespace has invalid state: Deprecated. Must be Registered.");
    var detail = refusal.detail(NamespaceInvalidStateFailure.class);
    assertThat(detail.getNamespace()).isEqualTo("old");
    assertThat(detail.getState()).isEqualTo(NamespaceState.NAMESPACE_STATE_DEPRECATED);
    assertThat(detail.getAllowedStatesList())
        .containsExactly(NamespaceState.NAMESPACE_STATE_REGISTERED);
    refused(
        () ->
            update(
                updateOf("old")
                    .setUpdateInfo(
                        UpdateNamespaceInfo.newBuilder()
                            .setState(NamespaceState.NAMESPACE_STATE_REGISTERED))),
        "Invalid namespace state update.");
    var _ =
        stub.signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace("old")
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("w"))
                .setSignalName("s")
                .build());
  }

  @Test
  void a_namespace_can_be_marked_as_deleted_and_is_no_more_used() {
    register(request("old"));
    startIn("old", "w");

    update(
        updateOf("old")
            .setUpdateInfo(
                UpdateNamespaceInfo.newBuilder().setState(NamespaceState.NAMESPACE_STATE_DELETED)));

    Refusals.of(() -> startIn("old", "w2"))
        .with(FAILED_PRECONDITION, "Namespace has invalid state: Deleted. Must be Registered.");
    Refusals.of(() -> update(updateOf("old")))
        .with(
            FAILED_PRECONDITION,
            "Namespace has invalid state: Deleted. Must be Registered or Deprecated.");
    assertThat(names(listed())).doesNotContain("old");
  }

  @Test
  void a_deleted_namespace_is_gone_at_once_and_its_runs_behind_it() {
    register(request("orders"));
    var id = describe("orders").getNamespaceInfo().getId();
    for (int i = 0; i < 100; i++) {
      startIn("orders", "w" + i);
    }
    startIn("default", "w1");

    var gone = "orders-deleted-" + id.substring(0, 5);
    assertThat(delete("orders")).isEqualTo(gone);

    Refusals.of(() -> startIn("orders", "w")).with(NOT_FOUND, "Namespace orders is not found.");
    assertThat(names(listed())).containsExactly("default", "temporal-system");
    awaitGone(gone);
    restart();
    Refusals.of(() -> describe(gone)).with(NOT_FOUND, "Namespace " + gone + " is not found.");
    register(request("orders"));
    assertThat(describe("orders").getNamespaceInfo().getId()).isNotEqualTo(id);
    assertThat(count("orders")).isZero();
    assertThat(startIn("orders", "w1").getRunId()).isNotEmpty();
    assertThat(count("default")).isEqualTo(1);
  }

  @Test
  void a_removal_that_a_stop_has_interrupted_goes_on() {
    register(request("orders"));
    for (int i = 0; i < 200; i++) {
      startIn("orders", "w" + i);
    }

    var gone = delete("orders");
    restart();

    awaitGone(gone);
  }

  @Test
  void a_namespace_that_cannot_be_deleted_is_left_alone() {
    Refusals.of(() -> delete("temporal-system"))
        .with(FAILED_PRECONDITION, "unable to delete system namespace");
    Refusals.of(() -> delete("nope")).with(NOT_FOUND, "Namespace nope is not found.");
    refused(() -> delete(""), "Namespace not set on request.");
    refused(
        () ->
            operator.deleteNamespace(
                DeleteNamespaceRequest.newBuilder()
                    .setNamespace("default")
                    .setNamespaceId("x")
                    .build()),
        "Only one of namespace name or Id should be set on request.");
  }

  private String delete(String name) {
    return operator
        .deleteNamespace(DeleteNamespaceRequest.newBuilder().setNamespace(name).build())
        .getDeletedNamespace();
  }

  private long count(String namespace) {
    return stub.countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder().setNamespace(namespace).build())
        .getCount();
  }

  /// Each look is a call, so this does not spin.
  private void awaitGone(String name) {
    boolean isThere = true;
    while (isThere) {
      isThere =
          stub
              .listNamespaces(
                  ListNamespacesRequest.newBuilder()
                      .setNamespaceFilter(NamespaceFilter.newBuilder().setIncludeDeleted(true))
                      .build())
              .getNamespacesList()
              .stream()
              .anyMatch(namespace -> namespace.getNamespaceInfo().getName().equals(name));
    }
  }

  @Test
  void each_namespace_has_its_own_workflow_ids() {
    register(request("a"));
    register(request("b"));

    assertThat(startIn("a", "w").getRunId()).isNotEqualTo(startIn("b", "w").getRunId());
  }

  @Test
  void a_test_server_registers_what_it_is_asked_for() {
    server.close();
    start(ServerOptions.defaults().withAnyNamespace(true));

    assertThat(startIn("whatever", "w").getRunId()).isNotEmpty();
    assertThat(describe("another").getNamespaceInfo().getName()).isEqualTo("another");
    assertThat(describe("another")).isEqualTo(describe("another"));
    restart();
    assertThat(names(listed()))
        .containsExactly("another", "default", "temporal-system", "whatever");
  }

  @Test
  void the_only_cluster_is_listed() {
    var clusters =
        operator.listClusters(ListClustersRequest.getDefaultInstance()).getClustersList();

    assertThat(clusters).hasSize(1);
    assertThat(clusters.getFirst().getClusterName()).isEqualTo("active");
    assertThat(UUID.fromString(clusters.getFirst().getClusterId())).isNotNull();
  }

  private StartWorkflowExecutionResponse startIn(String namespace, String workflowId) {
    return stub.startWorkflowExecution(
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace)
            .setWorkflowId(workflowId)
            .setRequestId(UUID.randomUUID().toString())
            .setWorkflowType(WorkflowType.newBuilder().setName("Test"))
            .setTaskQueue(TaskQueue.newBuilder().setName("work"))
            .build());
  }

  private void register(RegisterNamespaceRequest.Builder request) {
    var _ = stub.registerNamespace(request.build());
  }

  private static RegisterNamespaceRequest.Builder request(String name) {
    return RegisterNamespaceRequest.newBuilder()
        .setNamespace(name)
        .setWorkflowExecutionRetentionPeriod(hours(24));
  }

  private UpdateNamespaceResponse update(UpdateNamespaceRequest.Builder request) {
    return stub.updateNamespace(request.build());
  }

  private static UpdateNamespaceRequest.Builder updateOf(String name) {
    return UpdateNamespaceRequest.newBuilder().setNamespace(name);
  }

  private DescribeNamespaceResponse describe(String name) {
    return stub.describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace(name).build());
  }

  private ListNamespacesResponse listed() {
    return stub.listNamespaces(ListNamespacesRequest.getDefaultInstance());
  }

  private static List<String> names(ListNamespacesResponse response) {
    return response.getNamespacesList().stream()
        .map(DescribeNamespaceResponse::getNamespaceInfo)
        .map(NamespaceInfo::getName)
        .toList();
  }

  private static void refused(Runnable call, String message) {
    Refusals.of(call::run).with(INVALID_ARGUMENT, message);
  }

  private static Duration hours(int hours) {
    return seconds(hours * 3_600L);
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}

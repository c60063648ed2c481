package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists and counts by the official Java SDK's client.
class OfficialListIT {
  private static final SearchAttributeKey<String> CUSTOMER =
      SearchAttributeKey.forKeyword("Customer");

  @TempDir private Path directory;
  private PerdureServer server;
  private WorkflowServiceStubs service;
  private WorkflowClient client;

  @BeforeEach
  void open() {
    server =
        PerdureServer.open(
            directory.resolve("list.db"),
            ServerOptions.defaults()
                .withPort(0)
                .withSearchAttributes(Map.of("Customer", "Keyword")));
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + server.address().orElseThrow().getPort())
                .build(),
            Duration.ofSeconds(30));
    client = WorkflowClient.newInstance(service);
  }

  @AfterEach
  void close() {
    service.shutdownNow();
    server.close();
  }

  @Test
  void runs_are_found_by_what_they_are() {
    start("Order", "order-1");
    start("Order", "order-2").terminate("enough");
    start("Payment", "payment-1");

    assertThat(ids("")).containsExactly("payment-1", "order-1", "order-2");
    assertThat(ids("WorkflowType = 'Order'")).containsExactly("order-1", "order-2");
    assertThat(ids("WorkflowId STARTS_WITH 'order-' AND ExecutionStatus = 'Running'"))
        .containsExactly("order-1");
    assertThat(ids("StartTime > '2020-01-01T00:00:00Z' AND CloseTime IS NOT NULL"))
        .containsExactly("order-2");
    assertThat(ids("ExecutionStatus IN ('Failed', 'Terminated')")).containsExactly("order-2");
  }

  @Test
  void a_run_is_shown_as_it_is() {
    start("Order", "order-1");

    var run = client.listExecutions("WorkflowId = 'order-1'").findFirst().orElseThrow();

    assertThat(run.getWorkflowType()).isEqualTo("Order");
    assertThat(run.getTaskQueue()).isEqualTo("orders");
    assertThat(run.getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    assertThat(run.getMemo("note", String.class)).isEqualTo("handle with care");
    assertThat(run.getTypedSearchAttributes().get(CUSTOMER)).isEqualTo("Ada");
    assertThat(run.getCloseTime()).isNull();
    assertThat(run.getParentExecution()).isNull();
    assertThat(run.getStartTime()).isEqualTo(run.getExecutionTime());
  }

  @Test
  void the_client_walks_through_all_pages() {
    for (int i = 0; i < 1_050; i++) {
      start("Order", "order-" + i);
    }

    assertThat(ids("WorkflowType = 'Order'")).hasSize(1_050).doesNotHaveDuplicates();
    assertThat(client.countWorkflows("WorkflowType = 'Order'").getCount()).isEqualTo(1_050);
  }

  @Test
  void counts_come_in_groups() {
    start("Order", "order-1");
    start("Order", "order-2").terminate("enough");
    start("Payment", "payment-1");

    var count = client.countWorkflows("GROUP BY ExecutionStatus");

    assertThat(count.getCount()).isEqualTo(3);
    assertThat(count.getGroups())
        .extracting(group -> group.getGroupValues().getFirst().getFirst() + " " + group.getCount())
        .containsExactly("Running 2", "Terminated 1");
  }

  @Test
  void a_query_that_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> ids("Colour = 'red'"))
        .hasMessageContaining("column name 'Colour' is not a valid search attribute");
  }

  private WorkflowStub start(String type, String workflowId) {
    var stub =
        client.newUntypedWorkflowStub(
            type,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue("orders")
                .setMemo(Map.of("note", "handle with care"))
                .setTypedSearchAttributes(
                    SearchAttributes.newBuilder().set(CUSTOMER, "Ada").build())
                .build());
    stub.start();
    return stub;
  }

  private List<String> ids(String query) {
    return client
        .listExecutions(query)
        .map(WorkflowExecutionMetadata::getExecution)
        .map(execution -> execution.getWorkflowId())
        .toList();
  }
}

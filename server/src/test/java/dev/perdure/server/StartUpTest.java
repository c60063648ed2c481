package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpTest {
  @TempDir private Path directory;

  @Test
  void a_port_in_use_is_named() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> PerdureServer.inMemory(ServerOptions.defaults().withPort(port)))
          .isInstanceOf(ServerStartException.class)
          .hasMessage(
              "Port %d on 127.0.0.1 is in use; stop what listens there, or choose another port."
                  .formatted(port));
    }
  }

  @Test
  void a_file_whose_port_was_in_use_can_be_opened_with_another() throws IOException {
    var file = directory.resolve("test.db");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options = ServerOptions.defaults().withPort(taken.getLocalPort());
      assertThatThrownBy(() -> PerdureServer.open(file, options))
          .isInstanceOf(ServerStartException.class);
    }

    try (var server = PerdureServer.open(file)) {
      assertThat(server.address()).isEmpty();
    }
  }

  @Test
  void a_start_that_fails_late_leaves_the_port_free() throws Exception {
    var file = directory.resolve("test.db");
    PerdureServer.open(file).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO batch SELECT id, 'job', x'ff', x'', x'' FROM namespace WHERE name ="
              + " 'default'");
    }
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(() -> PerdureServer.open(file, ServerOptions.defaults().withPort(port)))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("has records that this version cannot read");
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void an_address_of_another_machine_is_refused() {
    assertThatThrownBy(
            () -> PerdureServer.inMemory(ServerOptions.defaults().withIp("192.0.2.1").withPort(0)))
        .isInstanceOf(ServerStartException.class)
        .hasMessage("192.0.2.1 is no address of this machine; use one that is, such as 127.0.0.1.");
  }

  @Test
  void a_file_that_another_server_has_open_is_refused() {
    var file = directory.resolve("test.db");
    try (var _ = PerdureServer.open(file)) {
      assertThatThrownBy(() -> PerdureServer.open(file))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("test.db");
    }
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws IOException {
    var file = directory.resolve("text.db");
    Files.writeString(file, "This is no database, but a text that is long enough to be read.\n");

    assertThatThrownBy(() -> PerdureServer.open(file))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("text.db");
  }

  @Test
  void namespaces_asked_for_exist_and_stay() {
    var file = directory.resolve("test.db");
    var options =
        ServerOptions.defaults()
            .withNamespaces(List.of("orders"))
            .withRetention(Duration.ofDays(2));
    try (var _ = PerdureServer.open(file, options)) {}

    try (var server = PerdureServer.open(file)) {
      var stub = WorkflowServiceGrpc.newBlockingStub(server.channel());
      var orders =
          stub.describeNamespace(
              DescribeNamespaceRequest.newBuilder().setNamespace("orders").build());
      assertThat(orders.getConfig().getWorkflowExecutionRetentionTtl().getSeconds())
          .isEqualTo(Duration.ofDays(2).toSeconds());
      assertThat(
              stub.describeNamespace(
                  DescribeNamespaceRequest.newBuilder()
                      .setId(orders.getNamespaceInfo().getId())
                      .build()))
          .isEqualTo(orders);
      assertThat(
              stub.listNamespaces(ListNamespacesRequest.getDefaultInstance()).getNamespacesList())
          .extracting(namespace -> namespace.getNamespaceInfo().getName())
          .contains("default", "orders");
    }
  }

  @Test
  void the_server_says_what_it_is_and_what_it_can_do() {
    try (var server = PerdureServer.inMemory()) {
      var stub = WorkflowServiceGrpc.newBlockingStub(server.channel());

      var system = stub.getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      assertThat(system.getServerVersion()).isNotEmpty();
      assertThat(system.getCapabilities().getSdkMetadata()).isTrue();
      assertThat(system.getCapabilities().getUpsertMemo()).isTrue();
      assertThat(system.getCapabilities().getSupportsSchedules()).isTrue();
      assertThat(system.getCapabilities().getCountGroupByExecutionStatus()).isTrue();
      assertThat(system.getCapabilities().getNexus()).isFalse();
      assertThat(
              stub.getClusterInfo(GetClusterInfoRequest.getDefaultInstance()).getPersistenceStore())
          .isEqualTo("sqlite");
    }
  }

  @Test
  void limits_are_known_by_their_dynamic_config_names() {
    var options =
        ServerOptions.defaults()
            .withDynamicConfig(
                Map.of(
                    "limit.historyCount.suggestContinueAsNew", "50",
                    "frontend.enableUpdateWorkflowExecution", "true"));

    assertThat(options.limits().suggestContinueAsNewEvents()).isEqualTo(50);
    assertThatThrownBy(
            () ->
                ServerOptions.defaults()
                    .withDynamicConfig(Map.of("limit.historyCount.error", "many")))
        .hasMessage(
            "The dynamic-config value limit.historyCount.error must be a whole number above zero,"
                + " but is \"many\".");
  }

  @Test
  void a_server_closes_twice_without_harm() {
    var server = PerdureServer.inMemory();

    server.close();
    server.close();
  }
}

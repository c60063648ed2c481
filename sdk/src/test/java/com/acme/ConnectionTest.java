package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.GrpcCompression;
import dev.perdure.client.HttpConnectProxy;
import dev.perdure.client.RpcException;
import dev.perdure.common.RpcRetryPolicy;
import io.grpc.Status.Code;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How clients connect, over TCP.
@Timeout(60)
class ConnectionTest {
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer(0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Client client(ClientOptions options) {
    return Client.connect("localhost:" + server.port(), options);
  }

  private void call(Client client) {
    server.answer("GetClusterInfo", GetClusterInfoResponse.getDefaultInstance());
    var _ =
        client.call(
            WorkflowServiceGrpc.getGetClusterInfoMethod(),
            GetClusterInfoRequest.getDefaultInstance());
  }

  @Test
  void key_and_headers_can_be_replaced_while_calls_are_made() {
    try (var client =
        client(
            ClientOptions.defaults()
                .withApiKey("old")
                .withoutTls()
                .withRpcMetadata(Map.of("team", "blue", "temporal-namespace", "mine")))) {
      assertThat(server.header("authorization")).isEqualTo("Bearer old");
      assertThat(server.header("team")).isEqualTo("blue");
      assertThat(server.header("temporal-namespace")).isEqualTo("default");

      client.setApiKey("new");
      client.setRpcMetadata(Map.of("team", "red"));
      call(client);

      assertThat(server.header("authorization")).isEqualTo("Bearer new");
      assertThat(server.header("team")).isEqualTo("red");
    }
  }

  @Test
  void headers_may_be_bytes() {
    try (var client =
        client(ClientOptions.defaults().withRpcMetadata(Map.of("token-bin", "AQL/")))) {
      assertThat(server.bytesHeader("token-bin")).containsExactly(1, 2, -1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.setRpcMetadata(Map.of("token-bin", "\u00e9")))
          .withMessageStartingWith("The header token-bin is for bytes");
    }
  }

  @Test
  void requests_are_compressed_only_where_that_is_wanted() {
    try (var client = client(ClientOptions.defaults())) {
      call(client);
      assertThat(server.header("grpc-encoding")).isNull();
    }
    try (var client = client(ClientOptions.defaults().withGrpcCompression(GrpcCompression.GZIP))) {
      call(client);
      assertThat(server.header("grpc-encoding")).isEqualTo("gzip");
    }
  }

  @Test
  void a_lazy_client_asks_nothing_until_it_is_used() {
    try (var client = client(ClientOptions.defaults().withLazyConnection())) {
      assertThat(server.requests(GetSystemInfoRequest.class)).isEmpty();
      call(client);
      assertThat(server.requests(GetClusterInfoRequest.class)).hasSize(1);
    }
  }

  @Test
  void a_host_that_is_not_there_is_an_error_in_bounded_time() throws Exception {
    ClientOptions impatient =
        ClientOptions.defaults()
            .withRpcRetryPolicy(RpcRetryPolicy.defaults().withMaximumAttempts(2));

    // A port that is taken, so that nobody else gets it, and on which nobody listens.
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "localhost:" + taken.getLocalPort();

      assertThatThrownBy(() -> Client.connect(address, impatient))
          .isInstanceOf(RpcException.class)
          .hasMessageStartingWith("No server answers at " + address)
          .hasMessageContaining("Connection refused")
          .hasMessageContaining("check the address");
    }
    assertThatThrownBy(() -> Client.connect("no-such-host.invalid:7233", impatient))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("no-such-host.invalid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Client.connect(" "))
        .withMessage("A client needs an address, such as localhost:7233.");
  }

  @Test
  void a_host_that_takes_the_connection_and_never_answers_is_one_too() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "localhost:" + silent.getLocalPort();
      long start = System.nanoTime();

      assertThatThrownBy(
              () ->
                  Client.connect(
                      address, ClientOptions.defaults().withRpcTimeout(Duration.ofMillis(200))))
          .isInstanceOf(RpcException.class)
          .hasMessageStartingWith("The server at %s did not answer in time".formatted(address));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void an_address_may_have_a_scheme() {
    try (var client = Client.connect("http://localhost:" + server.port())) {
      assertThat(client.namespace()).isEqualTo("default");
    }
  }

  @Test
  void calls_without_a_verb_are_tried_again_or_have_a_limit() {
    try (var client = client(ClientOptions.defaults())) {
      server.fail("DescribeNamespace", Code.UNAVAILABLE, "one moment");
      server.answer("DescribeNamespace", DescribeNamespaceResponse.getDefaultInstance());

      assertThat(
              client.call(
                  WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                  DescribeNamespaceRequest.getDefaultInstance()))
          .isEqualTo(DescribeNamespaceResponse.getDefaultInstance());
      assertThatThrownBy(
              () ->
                  client.call(
                      WorkflowServiceGrpc.getGetClusterInfoMethod(),
                      GetClusterInfoRequest.getDefaultInstance(),
                      Duration.ofMillis(100)))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  @Test
  void two_clients_share_a_connection() {
    try (var first = client(ClientOptions.defaults())) {
      try (var second = first.with(first.options().withNamespace("other"))) {
        call(second);
        assertThat(server.header("temporal-namespace")).isEqualTo("other");
      }
      call(first);
      assertThat(server.header("temporal-namespace")).isEqualTo("default");
    }
  }

  /// Lets one connection through, and tells how it was asked for.
  private static String tunnel(ServerSocket proxy) throws IOException {
    Socket client = proxy.accept();
    var reader =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    var request = new StringBuilder();
    for (String line = reader.readLine(); line != null && !line.isEmpty(); ) {
      request.append(line).append('\n');
      line = reader.readLine();
    }
    int port = Integer.parseInt(request.substring(request.indexOf(":") + 1).split(" ", 2)[0]);
    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    Thread.startVirtualThread(() -> copy(client, server));
    Thread.startVirtualThread(() -> copy(server, client));
    return request.toString();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // the test is over
    }
  }

  @Test
  void a_connection_may_go_through_a_proxy() throws Exception {
    try (var proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var asked =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return tunnel(proxy);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });

      try (var client =
          client(
              ClientOptions.defaults()
                  .withHttpConnectProxy(
                      HttpConnectProxy.of("localhost:" + proxy.getLocalPort())
                          .withBasicAuth("ada", "secret")))) {
        assertThat(client.namespace()).isEqualTo("default");
        assertThat(asked.get())
            .startsWith("CONNECT localhost:" + server.port())
            .containsIgnoringCase("proxy-authorization: Basic");
      }
    }
  }

  @Test
  void a_proxy_needs_a_port() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpConnectProxy.of("proxy.example.com"))
        .withMessage("A proxy is named as host:port, but \"proxy.example.com\" is not.");
    assertThat(HttpConnectProxy.of("p:1").withBasicAuth("u", "secret").toString()).isEqualTo("p:1");
  }
}

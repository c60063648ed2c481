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
import io.grpc.TlsChannelCredentials;
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
import java.util.List;
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
  void a_key_that_no_header_can_carry_is_refused_and_not_shown() {
    ClientOptions clear = ClientOptions.defaults().withoutTls();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client(clear.withApiKey("secret\n")))
        .withMessage(
            "The API key cannot be sent: its character 7 is U+000A, and headers have printable"
                + " ASCII only. Strip what comes from a file.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client(clear.withRpcMetadata(Map.of("team", "blau-grün"))))
        .withMessageStartingWith("The header team cannot be sent: its character 8 is U+00FC")
        .withMessageEndingWith("in base64.");
    try (var client = client(clear.withApiKey("old"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> client.setApiKey("new\r"));
      call(client);

      assertThat(server.header("authorization")).isEqualTo("Bearer old");
    }
  }

  @Test
  void a_namespace_that_no_header_can_carry_stands_in_the_requests_alone() {
    try (var client = client(ClientOptions.defaults().withNamespace("größe"))) {
      call(client);

      assertThat(client.namespace()).isEqualTo("größe");
      assertThat(server.header("temporal-namespace")).isNull();
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

  /// Passes everything on until it is frozen: then it keeps the connections and says nothing.
  private static final class Relay implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int target;
    private volatile boolean frozen;

    Relay(int target) throws IOException {
      this.target = target;
      Thread.startVirtualThread(this::accept);
    }

    private void accept() {
      try {
        Socket client = entrance.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.startVirtualThread(() -> pass(client, server));
        pass(server, client);
      } catch (IOException e) {
        // the test is over
      }
    }

    private void pass(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try {
        for (int n = from.getInputStream().read(buffer); n >= 0; ) {
          if (!frozen) {
            to.getOutputStream().write(buffer, 0, n);
          }
          n = from.getInputStream().read(buffer);
        }
      } catch (IOException e) {
        // the test is over
      }
    }

    @Override
    public void close() throws IOException {
      entrance.close();
    }
  }

  @Test
  void a_connection_that_has_died_without_a_word_is_given_up() throws Exception {
    // gRPC asks no more often than every ten seconds.
    ClientOptions options =
        ClientOptions.defaults().withKeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(1));
    try (var relay = new Relay(server.port());
        var client = Client.connect("localhost:" + relay.entrance.getLocalPort(), options)) {
      relay.frozen = true;

      assertThatThrownBy(
              () ->
                  client.call(
                      WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                      DescribeNamespaceRequest.getDefaultInstance(),
                      Duration.ofSeconds(50)))
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
          .hasMessageContaining("Keepalive failed");
    }
  }

  @Test
  void times_without_which_no_call_could_succeed_are_refused() {
    RpcRetryPolicy policy = RpcRetryPolicy.defaults();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientOptions.defaults().withRpcTimeout(Duration.ZERO))
        .withMessage("A call needs a positive time, not PT0S.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withInitialInterval(Duration.ofMillis(-1)))
        .withMessage("The initial interval must be positive, but is PT-0.001S.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withMaximumInterval(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> policy.withMaximumElapsed(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> policy.withBackoffCoefficient(0.5));
  }

  @Test
  void an_address_may_have_a_scheme() {
    try (var client = Client.connect("http://localhost:" + server.port())) {
      assertThat(client.namespace()).isEqualTo("default");
    }
    try (var client =
        Client.connect(
            "https://localhost:" + server.port(),
            ClientOptions.defaults()
                .withCredentials(TlsChannelCredentials.create())
                .withoutTls())) {
      assertThat(client.namespace()).as("in clear, as was said last").isEqualTo("default");
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
  void a_proxy_that_is_not_known_is_named() {
    var once = RpcRetryPolicy.defaults().withMaximumAttempts(1);

    assertThatThrownBy(
            () ->
                client(
                    ClientOptions.defaults()
                        .withRpcRetryPolicy(once)
                        .withHttpConnectProxy(HttpConnectProxy.of("no-such-proxy.invalid:3128"))))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("the proxy no-such-proxy.invalid:3128 is not known");
  }

  @Test
  void a_proxy_needs_a_host_and_a_port() {
    for (String wrong : List.of("proxy.example.com", ":3128", "p:0", "p:65536", "p:port")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HttpConnectProxy.of(wrong))
          .withMessage("A proxy is named as host:port, but \"%s\" is not.".formatted(wrong));
    }
    assertThat(HttpConnectProxy.of("p:1").withBasicAuth("u", "secret").toString()).isEqualTo("p:1");
  }
}

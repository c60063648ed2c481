package dev.perdure.converter;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server by which user interfaces and command lines see decoded payloads, in the protocol
/// that Temporal's web page and CLI speak: `POST …/encode` and `POST …/decode` with `{"payloads":
/// […]}`, the namespace in the header `X-Namespace`.
///
/// It shows secrets to whom it serves: bind it to an address that only those reach, or ask for
/// authorization, and put TLS before it.
public final class CodecServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CodecServer.class);
  private static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

  private final CodecServerOptions options;
  private final HttpServer server;

  private CodecServer(CodecServerOptions options, HttpServer server) {
    this.options = options;
    this.server = server;
  }

  /// Starts a server.
  ///
  /// @param address where it listens; port 0 for any that is free
  /// @throws IOException when the address is taken
  public static CodecServer start(InetSocketAddress address, CodecServerOptions options)
      throws IOException {
    var result = new CodecServer(options, HttpServer.create(address, 0));
    result.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    result.server.createContext("/", result::handle);
    result.server.start();
    return result;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      allowOrigin(exchange);
      Answer answer = answerOrFailure(exchange);
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      byte[] body = answer.text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /// What the options call may fail; who asks is told so, but not why: it may be secret.
  private Answer answerOrFailure(HttpExchange exchange) throws IOException {
    try {
      return answer(exchange);
    } catch (RuntimeException e) {
      log.warn("A request to the codec server failed.", e);
      return Answer.error(500, "The codec server failed; its log says why.");
    }
  }

  private record Answer(int status, String type, String text) {
    static Answer error(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text);
    }
  }

  private void allowOrigin(HttpExchange exchange) {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (origin != null && options.allowedOrigins().contains(origin)) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Access-Control-Allow-Origin", origin);
      headers.set("Access-Control-Allow-Methods", "POST, OPTIONS");
      headers.set("Access-Control-Allow-Headers", "Content-Type, X-Namespace, Authorization");
      headers.set("Access-Control-Allow-Credentials", "true");
      headers.set("Vary", "Origin");
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      return Answer.error(204, "");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Answer.error(405, "Only POST is understood.");
    }
    String path = exchange.getRequestURI().getPath();
    boolean encodes = path.endsWith("/encode");
    if (!encodes && !path.endsWith("/decode")) {
      return Answer.error(404, "There are only /encode and /decode.");
    }
    Headers headers = exchange.getRequestHeaders();
    if (!options.authorization().test(headers.getFirst("Authorization"))) {
      return Answer.error(401, "The Authorization header is missing or wrong.");
    }
    String namespace = Objects.requireNonNullElse(headers.getFirst("X-Namespace"), "");
    PayloadCodec codec = options.codecs().apply(namespace);
    if (codec == null) {
      return Answer.error(404, "There is no codec for the namespace \"%s\".".formatted(namespace));
    }
    return convert(exchange, codec, encodes);
  }

  private static Answer convert(HttpExchange exchange, PayloadCodec codec, boolean encodes)
      throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      return Answer.error(413, "A request may have %d bytes.".formatted(BODY_BYTES_MAX));
    }
    @Nullable List<Payload> payloads = parse(body);
    if (payloads == null) {
      return Answer.error(400, "The body is not {\"payloads\": [...]}.");
    }
    List<Payload> converted;
    try {
      converted = encodes ? codec.encode(payloads) : codec.decode(payloads);
    } catch (RuntimeException e) {
      log.debug("A codec failed.", e);
      return Answer.error(400, "The codec failed: " + e.getMessage());
    }
    return new Answer(
        200,
        "application/json",
        JsonFormat.printer().print(Payloads.newBuilder().addAllPayloads(converted)));
  }

  private static @Nullable List<Payload> parse(byte[] body) {
    var result = Payloads.newBuilder();
    try {
      JsonFormat.parser()
          .ignoringUnknownFields()
          .merge(new String(body, StandardCharsets.UTF_8), result);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
    return result.getPayloadsList();
  }

  /// Takes no further requests, and cuts off those under way.
  @Override
  public void close() {
    server.stop(0);
  }
}

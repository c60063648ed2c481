package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.converter.CodecServer;
import dev.perdure.converter.CodecServerOptions;
import dev.perdure.converter.PayloadCodec;
import io.temporal.api.common.v1.Payload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CodecServerTest {
  private static final String PLAIN =
      "{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},\"data\":\"IngI\"}]}";

  /// Turns the data around.
  private static final class Reversing implements PayloadCodec {
    @Override
    public List<Payload> encode(List<Payload> payloads) {
      return payloads.stream()
          .map(
              payload -> {
                if (payload.getData().isEmpty()) {
                  throw new IllegalStateException("nothing to turn around");
                }
                byte[] data = payload.getData().toByteArray();
                byte[] reversed = new byte[data.length];
                for (int i = 0; i < data.length; i++) {
                  reversed[data.length - 1 - i] = data[i];
                }
                return payload.toBuilder().setData(ByteString.copyFrom(reversed)).build();
              })
          .toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
      return encode(payloads);
    }
  }

  private static CodecServer start(CodecServerOptions options) throws Exception {
    return CodecServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
  }

  private static HttpResponse<String> send(
      CodecServer server, String path, HttpRequest.Builder request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          request.uri(URI.create("http://localhost:" + server.address().getPort() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpRequest.Builder post(String body) {
    return HttpRequest.newBuilder()
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .header("Content-Type", "application/json")
        .header("X-Namespace", "default");
  }

  private static String compact(String json) {
    return json.replaceAll("\\s", "");
  }

  @Test
  void payloads_are_encoded_and_decoded() throws Exception {
    try (var server = start(CodecServerOptions.of(new Reversing()))) {
      HttpResponse<String> encoded = send(server, "/encode", post(PLAIN));
      HttpResponse<String> decoded = send(server, "/any/prefix/decode", post(encoded.body()));

      assertThat(encoded.statusCode()).isEqualTo(200);
      assertThat(encoded.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(compact(encoded.body())).contains("\"data\":\"CHgi\"");
      assertThat(compact(decoded.body())).isEqualTo(PLAIN);
    }
  }

  @Test
  void only_pages_of_allowed_origins_may_ask() throws Exception {
    try (var server =
        start(CodecServerOptions.of(new Reversing()).withAllowedOrigins("http://localhost:8233"))) {
      HttpResponse<String> allowed =
          send(
              server,
              "/decode",
              HttpRequest.newBuilder()
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("Origin", "http://localhost:8233"));
      HttpResponse<String> foreign =
          send(server, "/decode", post(PLAIN).header("Origin", "https://evil.example"));

      assertThat(allowed.statusCode()).isEqualTo(204);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValue("http://localhost:8233");
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
          .contains("X-Namespace");
      assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void what_cannot_be_done_is_refused() throws Exception {
    try (var server =
        start(
            CodecServerOptions.byNamespace(name -> name.equals("default") ? new Reversing() : null)
                .withAuthorization("Bearer t"::equals))) {
      assertThat(send(server, "/decode", post(PLAIN)).statusCode()).isEqualTo(401);
      assertThat(send(server, "/other", post(PLAIN)).statusCode()).isEqualTo(404);
      assertThat(send(server, "/decode", HttpRequest.newBuilder().GET()).statusCode())
          .isEqualTo(405);
      assertThat(authorized(server, post("[1]")).statusCode()).isEqualTo(400);
      assertThat(authorized(server, post("{\"payloads\":[{}]}")).body())
          .isEqualTo("The codec failed: nothing to turn around");
      assertThat(authorized(server, post(PLAIN).setHeader("X-Namespace", "foreign")).statusCode())
          .isEqualTo(404);
      assertThat(authorized(server, post(PLAIN)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_fails_in_the_options_is_an_answer_that_tells_no_secrets() throws Exception {
    var options =
        CodecServerOptions.byNamespace(
            name -> {
              throw new IllegalStateException("no key for " + name);
            });
    try (var server = start(options)) {
      HttpResponse<String> failed = send(server, "/decode", post(PLAIN));

      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).isEqualTo("The codec server failed; its log says why.");
    }
  }

  private static HttpResponse<String> authorized(CodecServer server, HttpRequest.Builder request)
      throws Exception {
    return send(server, "/decode", request.header("Authorization", "Bearer t"));
  }
}

package dev.perdure.server.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import org.junit.jupiter.api.Test;

final class ContentTest {
  private static Payload payload(String... metadata) {
    var payload = Payload.newBuilder().setData(ByteString.copyFromUtf8("data"));
    for (int i = 0; i < metadata.length; i += 2) {
      payload.putMetadata(metadata[i], ByteString.copyFromUtf8(metadata[i + 1]));
    }
    return payload.build();
  }

  private static Content of(Payload payload) {
    return Content.of(Payloads.newBuilder().addPayloads(payload).build());
  }

  private static void assertPlain(String type, Payload payload) {
    assertThat(of(payload)).isEqualTo(new Content(type, payload.getData()));
  }

  @Test
  void a_payload_that_a_media_type_describes_goes_as_its_data() {
    assertPlain("application/json", payload("encoding", "json/plain"));
    assertPlain("application/octet-stream", payload("encoding", "binary/plain"));
    assertPlain(
        "application/json; format=protobuf; message-type=\"a.B\"",
        payload("encoding", "json/protobuf", "messageType", "a.B"));
    assertPlain(
        "application/x-protobuf; message-type=\"a.B\"",
        payload("encoding", "binary/protobuf", "messageType", "a.B"));
  }

  @Test
  void any_other_goes_as_a_whole() {
    for (var payload :
        new Payload[] {
          payload(),
          payload("encoding", "binary/encrypted"),
          payload("encoding", "json/plain", "more", "x"),
          payload("encoding", "json/protobuf"),
        }) {
      assertThat(of(payload))
          .isEqualTo(new Content("application/x-temporal-payload", payload.toByteString()));
    }
  }

  @Test
  void nothing_goes_without_a_body() {
    var nothing = new Content("", ByteString.EMPTY);

    assertThat(Content.of(Payloads.getDefaultInstance())).isEqualTo(nothing);
    assertThat(of(payload("encoding", "binary/null"))).isEqualTo(nothing);
  }
}

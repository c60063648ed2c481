package dev.perdure.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TaskTokenTest {
  private static final TaskToken TOKEN =
      new TaskToken(TaskToken.Kind.ACTIVITY, "default", "w", "r", 5, 0, 3, 4, "a");

  @Test
  void a_token_comes_back_as_it_went() {
    assertThat(TaskToken.parse(TOKEN.toBytes())).isEqualTo(TOKEN);
  }

  @Test
  void bytes_that_are_no_token_are_none() {
    var random = new Random(1);
    var bytes = new byte[64];

    assertThat(TaskToken.parse(ByteString.EMPTY)).isNull();
    assertThat(TaskToken.parse(ByteString.copyFromUtf8("not a token"))).isNull();
    for (int i = 0; i < 10_000; i++) {
      random.nextBytes(bytes);
      assertThat(TaskToken.parse(ByteString.copyFrom(bytes))).isNull();
    }
  }

  @Test
  void a_token_that_was_cut_short_is_none_or_another_one() {
    var bytes = TOKEN.toBytes();
    for (int length = 0; length < bytes.size(); length++) {
      assertThat(TaskToken.parse(bytes.substring(0, length))).isNotEqualTo(TOKEN);
    }
  }
}

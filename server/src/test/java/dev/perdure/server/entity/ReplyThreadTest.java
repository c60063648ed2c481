package dev.perdure.server.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplyThreadTest {
  @Test
  void replies_are_sent_after_one_that_threw_an_error() throws Exception {
    try (var replies = new ReplyThread()) {
      var sent = new CompletableFuture<String>();

      replies.execute(
          () -> {
            throw new OutOfMemoryError("test");
          });
      replies.execute(() -> sent.complete("sent"));

      assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo("sent");
    }
  }
}

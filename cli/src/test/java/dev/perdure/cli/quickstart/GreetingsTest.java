package dev.perdure.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.server.PerdureServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The load that a start-up cache is recorded from.
class GreetingsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void as_many_greetings_run_as_are_asked_for() throws Exception {
    assertThat(greet(40, Duration.ofMinutes(1))).isEqualTo(40);
  }

  @Test
  void greetings_end_when_the_time_is_over() throws Exception {
    assertThat(greet(40, Duration.ZERO)).isZero();
  }

  private int greet(int count, Duration limit) throws InterruptedException {
    try (PerdureServer server = PerdureServer.open(directory.resolve("greetings.db"));
        Client client = Client.connect(server.channel())) {
      return Greetings.run(client, count, limit);
    }
  }
}

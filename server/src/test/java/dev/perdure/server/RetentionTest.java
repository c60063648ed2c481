package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Closed runs are kept for as long as their namespace says, and not longer.
@Timeout(120)
class RetentionTest {
  private static final int MANY = 300;

  @TempDir private Path directory;
  private volatile Duration ahead = Duration.ZERO;

  private PerdureServer open(@Nullable Duration retention) {
    return PerdureServer.open(
        directory.resolve("test.db"),
        ServerOptions.defaults()
            .withRetention(retention)
            .withClock(() -> Instant.now().plus(ahead)));
  }

  private static void close(RawClient client, String workflowId) {
    client.start(workflowId);
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
  }

  private long number(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void await(String sql, long expected) throws SQLException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (number(sql) != expected) {
      assertThat(System.nanoTime()).as("in time: %s", sql).isLessThan(until);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void runs_that_were_kept_long_enough_are_deleted_and_others_stay() throws Exception {
    try (var server = open(Duration.ofHours(1))) {
      var client = new RawClient(server.channel());
      for (int i = 0; i < MANY; i++) {
        close(client, "old-" + i);
      }
      ahead = Duration.ofMinutes(59);
      close(client, "young");
      client.start("open");
      ahead = Duration.ofMinutes(61);

      await("SELECT count(*) FROM run", 2);
      await("SELECT count(*) FROM hist WHERE run NOT IN (SELECT id FROM run)", 0);

      assertThat(client.history("young")).hasSize(5);
      assertThat(client.history("open")).isNotEmpty();
      client.start("old-1");
    }
  }

  @Test
  void without_a_retention_nothing_is_ever_deleted() throws Exception {
    try (var server = open(null)) {
      var client = new RawClient(server.channel());
      close(client, "w");
      ahead = Duration.ofDays(10_000);
      close(client, "v");
    }
    assertThat(number("SELECT count(*) FROM run")).isEqualTo(2);
  }

  @Test
  void what_became_due_while_the_server_was_down_is_deleted_when_it_is_up() throws Exception {
    try (var server = open(Duration.ofHours(1))) {
      close(new RawClient(server.channel()), "w");
    }
    ahead = Duration.ofHours(2);
    try (var _ = open(Duration.ofHours(1))) {
      await("SELECT count(*) FROM run", 0);
      await("SELECT count(*) FROM hist", 0);
      await("SELECT count(*) FROM entity", 0);
    }
  }
}

package dev.perdure.verification.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.server.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that cannot start says why in one sentence, names the thing, and changes nothing.
final class StartProblemsIT {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path directory;

  @Test
  void a_file_that_is_no_database_is_refused_and_left_as_it_is() throws IOException {
    var file = directory.resolve("notes.db");
    Files.writeString(file, "dear diary\n".repeat(1_000));

    assertThat(refusal(file)).contains(file.toString());

    assertThat(file).hasContent("dear diary\n".repeat(1_000));
  }

  @Test
  void another_program_s_database_is_refused_and_left_as_it_is() throws Exception {
    var file = directory.resolve("other.db");
    execute(file, "CREATE TABLE diary (text)");
    var before = Files.readAllBytes(file);

    assertThat(refusal(file)).contains(file.toString());

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void a_file_of_a_newer_version_is_refused_and_left_as_it_is() throws Exception {
    var file = directory.resolve("newer.db");
    PerdureServer.open(file).close();
    execute(file, "PRAGMA user_version = 9999");
    var before = Files.readAllBytes(file);

    assertThat(refusal(file)).contains(file.toString()).containsIgnoringCase("newer");

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void a_corrupt_file_is_refused() throws IOException {
    var file = directory.resolve("corrupt.db");
    PerdureServer.open(file).close();
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(100); // behind the header, in the first page of the schema
      channel.write(ByteBuffer.wrap("x".repeat(3_000).getBytes(UTF_8)));
    }

    assertThat(refusal(file)).contains(file.toString());
  }

  @Test
  void a_file_that_another_server_has_open_is_refused() {
    var file = directory.resolve("shared.db");
    try (var _ = PerdureServer.open(file)) {
      assertThat(refusal(file)).contains(file.toString());
    }

    PerdureServer.open(file).close(); // free again
  }

  @Test
  void a_path_that_cannot_be_written_is_refused() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "").resolve("below.db");

    assertThat(refusal(file)).contains(file.toString());
  }

  @Test
  void a_port_in_use_is_refused_and_the_file_is_free_again() throws IOException {
    var file = directory.resolve("port.db");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options = ServerOptions.defaults().withPort(taken.getLocalPort());

      var refusal =
          catchThrowableOfType(ServerStartException.class, () -> PerdureServer.open(file, options));

      assertThat(refusal).hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    PerdureServer.open(file).close();
  }

  /// The one sentence that tells why the file is not opened.
  private static String refusal(Path file) {
    var refusal =
        catchThrowableOfType(ServerStartException.class, () -> PerdureServer.open(file).close());
    assertThat(refusal).as("the server started").isNotNull();
    assertThat(String.valueOf(refusal.getMessage())).doesNotContain("\n");
    return String.valueOf(refusal.getMessage());
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

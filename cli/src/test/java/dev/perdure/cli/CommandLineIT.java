package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The packaged jar, run as a user runs it.
class CommandLineIT {
  private static final Pattern READY =
      Pattern.compile("Perdure is ready on 127\\.0\\.0\\.1:(\\d+), keeping everything in (.+)");

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void a_signal_stops_a_ready_server_with_exit_code_0(String signal) throws Exception {
    try (Launched server = Launched.jar("server", "start-dev", "--port", "0")) {
      Matcher ready = READY.matcher(server.line());
      assertThat(ready.matches()).isTrue();
      assertThat(ready.group(2)).isEqualTo("memory");
      try (Socket client =
          new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(ready.group(1)))) {
        assertThat(client.isConnected()).isTrue();
      }

      server.signal(signal);
      Ended ended = server.end();

      assertThat(ended).isEqualTo(new Ended(0, "", ""));
    }
  }

  @Test
  void the_flags_that_test_environments_pass_are_accepted() throws Exception {
    try (Launched server =
        Launched.jar(
            "server",
            "start-dev",
            "--port",
            "0",
            "--namespace",
            "default",
            "--ip",
            "127.0.0.1",
            "--log-format",
            "pretty",
            "--log-level",
            "warn",
            "--dynamic-config-value",
            "frontend.enableServerVersionCheck=false",
            "--dynamic-config-value",
            "frontend.enableUpdateWorkflowExecution=true",
            "--search-attribute",
            "Customer=Keyword",
            "--headless")) {
      assertThat(server.line()).matches(READY);
      server.terminate();
      assertThat(server.end()).isEqualTo(new Ended(0, "", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void a_port_alone_starts_a_test_server(String signal) throws Exception {
    try (Launched server = Launched.jar("0", "--enable-time-skipping")) {
      Matcher ready = READY.matcher(server.line());
      assertThat(ready.matches()).isTrue();
      assertThat(isOpen(Integer.parseInt(ready.group(1)))).isTrue();

      server.signal(signal);

      assertThat(server.end()).isEqualTo(new Ended(0, "", ""));
    }
  }

  @Test
  void a_test_server_takes_no_other_flags_and_no_impossible_port() throws Exception {
    assertThat(run("0", "--enable-time-travel").code()).isEqualTo(2);
    assertThat(run("70000"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "perdure: A port is a number from 0 to 65535, not 70000 (see `perdure test-server"
                    + " --help`)\n"));
    assertThat(run("-1").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--ui-port, the web page",
    "--http-port, the HTTP API",
    "--metrics-port, the metrics page"
  })
  void a_part_that_is_not_built_is_named_and_nothing_listens(String flag, String part)
      throws Exception {
    try (Socket taken = silent();
        Launched server =
            Launched.jar(
                "server",
                "start-dev",
                "--port",
                "0",
                flag,
                Integer.toString(taken.getLocalPort()))) {
      server.line();
      assertThat(isOpen(taken.getLocalPort())).isFalse();
      server.terminate();
      assertThat(server.end().err())
          .isEqualTo(
              "perdure: %s (%s %d) is not built yet; nothing listens there\n"
                  .formatted(part, flag, taken.getLocalPort()));
    }
  }

  @Test
  void a_port_in_use_is_named() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = run("server", "start-dev", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .hasLineCount(1)
          .startsWith("perdure: ")
          .contains(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void a_second_server_on_the_same_file_is_refused() throws Exception {
    Path file = directory.resolve("orders.db");
    try (Launched first = start(file)) {
      assertThat(first.line()).endsWith("keeping everything in " + file);

      Ended second = run("server", "start-dev", "--port", "0", "--db-filename", file.toString());

      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err()).hasLineCount(1).startsWith("perdure: ").contains(file.toString());
    }
  }

  @Test
  void a_killed_server_starts_again_on_its_file() throws Exception {
    Path file = directory.resolve("orders.db");
    try (Launched first = start(file)) {
      first.line();
      first.signal("KILL");
      first.end();
    }
    try (Launched second = start(file)) {
      assertThat(second.line()).matches(READY);
    }
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_alone() throws Exception {
    Path file = Files.writeString(directory.resolve("orders.db"), "dear diary\n".repeat(1000));

    Ended ended = run("server", "start-dev", "--port", "0", "--db-filename", file.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).hasLineCount(1).startsWith("perdure: ").contains(file.toString());
    assertThat(file).hasContent("dear diary\n".repeat(1000));
  }

  @Test
  void a_path_that_cannot_be_written_is_refused() throws Exception {
    Path file = directory.resolve("nowhere").resolve("orders.db");

    Ended ended = run("server", "start-dev", "--port", "0", "--db-filename", file.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).hasLineCount(1).startsWith("perdure: ").contains(file.toString());
  }

  @Test
  void a_file_of_a_newer_version_is_refused_and_left_alone() throws Exception {
    Path file = directory.resolve("orders.db");
    try (Launched server = start(file)) {
      server.line();
      server.terminate();
      server.end();
    }
    sql(file, "PRAGMA user_version=99");

    Ended ended = run("server", "start-dev", "--port", "0", "--db-filename", file.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).hasLineCount(1).contains(file.toString()).contains("newer");
  }

  @Test
  void a_server_to_keep_puts_its_file_into_the_data_directory() throws Exception {
    try (Launched server =
        Launched.jarIn(
            Map.of("XDG_DATA_HOME", directory.toString()), "server", "start", "--port", "0")) {
      Path file = directory.resolve("perdure").resolve("perdure.db");
      assertThat(server.line()).endsWith("keeping everything in " + file);
      assertThat(file).exists();
    }
  }

  @Test
  void a_json_log_is_one_object_in_each_line() throws Exception {
    try (Launched server =
        Launched.jar(
            "server", "start-dev", "--port", "0", "--log-level", "debug", "--log-format", "json")) {
      server.line();
      server.terminate();
      assertThat(server.end().err().lines())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    }
  }

  @Test
  void wrong_flags_are_one_sentence_with_exit_code_2() throws Exception {
    assertThat(run("server", "start-dev", "--port", "many"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "perdure: Invalid value for option '--port': 'many' is not an int (see `perdure"
                    + " server start-dev --help`)\n"));
    assertThat(run("server", "start-dev", "--search-attribute", "A=Word").code()).isEqualTo(2);
    assertThat(run("server", "start-dev", "--sqlite-pragma", "novalue").code()).isEqualTo(2);
    assertThat(run("serve").err()).hasLineCount(1);
  }

  @Test
  void whoever_listens_beyond_this_machine_is_warned() throws Exception {
    try (Launched server =
        Launched.jar(
            "server",
            "start",
            "--port",
            "0",
            "--ip",
            "0.0.0.0",
            "--db-filename",
            directory.resolve("orders.db").toString())) {
      server.line();
      server.terminate();
      assertThat(server.end().err())
          .hasLineCount(1)
          .startsWith("perdure: warning: 0.0.0.0 is not this machine alone");
    }
  }

  @Test
  void help_lists_every_command() throws Exception {
    Ended help = run("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("quickstart", "server", "test-server", "version", "Exit codes:")
        .doesNotContain("warm-up");
  }

  private Launched start(Path file) throws IOException, InterruptedException {
    return Launched.jar("server", "start-dev", "--port", "0", "--db-filename", file.toString());
  }

  private static Ended run(String... arguments) throws Exception {
    try (Launched launched = Launched.jar(arguments)) {
      return launched.end();
    }
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  /// Has a port, so that nobody else gets it, and does not listen on it.
  private static Socket silent() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }
}

package dev.perdure.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebuggerTest {
  /// Says what it is in.
  public static final class Program {
    public static void main(String[] args) {
      IO.println(Debugger.isPresent() ? "debugged" : "alone");
    }
  }

  @Test
  void a_jvm_knows_that_it_was_started_for_a_debugger() throws IOException {
    assertThat(run("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y"))
        .isEqualTo("debugged");
    assertThat(run("-Xshare:auto")).isEqualTo("alone");
  }

  private static String run(String flag) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(flag, "-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = process.inputReader()) {
      return output.readAllAsString().strip();
    }
  }
}

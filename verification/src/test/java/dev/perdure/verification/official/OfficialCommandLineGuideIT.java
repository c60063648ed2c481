package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.BatchExecution;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.PerdureUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The commands of the guide are run as they stand there, by Temporal's own command line against
/// our server, one after the other.
@OfficialDevServer.Needed
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OfficialCommandLineGuideIT {
  private static final Pattern COMMANDS =
      Pattern.compile("```sh\n(temporal .*?)```", Pattern.DOTALL);

  @Test
  void the_commands_about_schedules_lists_and_batches_do_what_the_page_says() throws Exception {
    try (var server = PerdureUnderTest.inMemory();
        var client = Client.connect(server.address())) {
      assertThat(run("schedules.md", server.address(), client)).contains("daily", "report-7");

      assertThatThrownBy(() -> client.getWorkflowHandle("report-7").result())
          .isInstanceOf(WorkflowFailedException.class)
          .hasRootCauseMessage("over");
      assertThat(client.listSchedules()).isEmpty();
      assertThat(client.listWorkflows("TemporalScheduledById = 'daily'"))
          .isNotEmpty()
          .allSatisfy(run -> assertThat(run.id()).startsWith("sales-report-"));
    }
  }

  @Test
  void the_commands_for_production_do_what_the_page_says() throws Exception {
    try (var server = PerdureUnderTest.inMemory();
        var client = Client.connect(server.address())) {
      assertThat(run("production.md", server.address(), client)).contains("default");
    }
  }

  /// What the commands of a page print. Each block waits for the batches of the one before.
  private static String run(String page, String address, Client client)
      throws IOException, InterruptedException {
    var blocks = COMMANDS.matcher(Files.readString(Path.of("..", "docs", page))).results().toList();
    assertThat(blocks).isNotEmpty();
    var output = new StringBuilder();
    for (var block : blocks) {
      for (BatchExecution batch : client.listBatches()) {
        var _ = client.getBatchHandle(batch.id()).result();
      }
      output.append(run(address, block.group(1)));
    }
    return output.toString();
  }

  private static String run(String address, String commands)
      throws IOException, InterruptedException {
    var shell =
        new ProcessBuilder("sh", "-e", "-c", "temporal() { \"$OFFICIAL\" \"$@\"; }\n" + commands)
            .redirectErrorStream(true);
    shell.environment().put("OFFICIAL", System.getProperty("official.server", ""));
    shell.environment().put("TEMPORAL_ADDRESS", address);
    var process = shell.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%s", commands, output).isZero();
    return output;
  }
}

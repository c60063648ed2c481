package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Temporal's own command line against our server: search attributes and batch operations.
@OfficialDevServer.Needed
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OfficialCommandLineIT {
  private static final Pattern JOB = Pattern.compile("job ID: (\\S+)|\"batchJobId\": \"([^\"]+)\"");

  @SuppressWarnings("NullAway.Init") // set before every test
  private ServerUnderTest server;

  @BeforeEach
  void open() {
    server = PerdureUnderTest.inMemory();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void attributes_are_registered_and_runs_found_by_them() throws Exception {
    run("operator", "search-attribute", "create", "--name", "Customer", "--type", "Keyword");
    assertThat(run("operator", "search-attribute", "list")).contains("Customer");
    start("w-1", "Ada");
    start("w-2", "Bob");

    assertThat(run("workflow", "list", "--query", "Customer = 'Ada'"))
        .contains("w-1")
        .doesNotContain("w-2");
    assertThat(run("workflow", "count", "--query", "Customer IN ('Ada', 'Bob')")).contains("2");
  }

  @Test
  void runs_that_a_query_finds_are_signaled_and_terminated() throws Exception {
    run("operator", "search-attribute", "create", "--name", "Customer", "--type", "Keyword");
    for (int i = 0; i < 3; i++) {
      start("w-" + i, i == 0 ? "Bob" : "Ada");
    }

    awaitEnd(
        run("workflow", "signal", "--query", "Customer = 'Ada'", "--name", "go", "--yes"), "2");
    awaitEnd(
        run(
            "workflow",
            "terminate",
            "--query",
            "Customer = 'Ada'",
            "--reason",
            "tidying up",
            "--yes"),
        "2");

    assertThat(run("workflow", "list", "--query", "ExecutionStatus = 'Terminated'"))
        .contains("w-1", "w-2")
        .doesNotContain("w-0");
    assertThat(run("workflow", "show", "--workflow-id", "w-1"))
        .contains("WorkflowExecutionSignaled", "WorkflowExecutionTerminated");
    assertThat(run("batch", "list")).contains("Completed");
  }

  private void start(String workflowId, String customer) throws Exception {
    run(
        "workflow",
        "start",
        "--type",
        "Order",
        "--task-queue",
        "nobody",
        "--workflow-id",
        workflowId,
        "--search-attribute",
        "Customer=\"" + customer + '"');
  }

  private void awaitEnd(String started, String total) throws Exception {
    var job = JOB.matcher(started);
    assertThat(job.find()).as(started).isTrue();
    var id = job.group(1) == null ? job.group(2) : job.group(1);
    String description;
    do {
      description = run("batch", "describe", "--job-id", id, "--output", "json");
    } while (description.contains("RUNNING"));
    assertThat(description)
        .contains("COMPLETED")
        .containsPattern("completeOperationCount\": \"?" + total);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(System.getProperty("official.server", "")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--address", server.address()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output;
  }
}

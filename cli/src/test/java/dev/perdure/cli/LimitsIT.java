package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The limits that `--dynamic-config-value` sets, as a workflow meets them.
class LimitsIT {
  /// Takes short naps and says how long its history was when it stopped.
  @Workflow.Definition
  public static class Napper {
    @Workflow.Run
    public long run(boolean heedsAdvice) {
      while (!(heedsAdvice && Workflow.info().isContinueAsNewSuggested())) {
        Workflow.sleep(Duration.ofMillis(1));
      }
      return Workflow.info().historyLength();
    }
  }

  @Test
  void a_run_is_told_to_continue_as_new_at_the_count_that_was_set() throws Exception {
    assertThat(nap("limit.historyCount.suggestContinueAsNew=30", true)).isBetween(30L, 45L);
  }

  @Test
  void a_run_is_terminated_at_the_count_that_was_set() {
    WorkflowFailedException failed =
        catchThrowableOfType(
            WorkflowFailedException.class, () -> nap("limit.historyCount.error=30", false));

    assertThat(failed).hasStackTraceContaining("history");
  }

  private static long nap(String setting, boolean heedsAdvice) throws Exception {
    try (Launched server =
        Launched.jar("server", "start-dev", "--port", "0", "--dynamic-config-value", setting)) {
      String line = server.line();
      String address = line.substring(line.indexOf("127."), line.indexOf(','));
      try (Client client = Client.connect(address);
          Worker _ = Worker.builder(client, "naps").workflows(Napper.class).start()) {
        return client.executeWorkflow(Napper::run, heedsAdvice, WorkflowOptions.of("nap", "naps"));
      }
    }
  }
}

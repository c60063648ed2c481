package dev.perdure.verification.crash;

import static java.time.Duration.ofSeconds;

import dev.perdure.activity.Activity;
import dev.perdure.workflow.LocalActivityOptions;
import dev.perdure.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Local activities one after the other, each with a result that no other run of it has.
@Workflow.Definition
public class Steps {
  private static final LocalActivityOptions OPTIONS =
      LocalActivityOptions.startToClose(ofSeconds(30));

  /// Returns what the steps have returned.
  @Workflow.Run
  public List<String> run(int number) {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      results.add(Workflow.executeLocalActivity(Taking::step, i, OPTIONS));
    }
    return results;
  }

  /// Takes the steps.
  public static final class Taking {
    private static final int MILLIS = 150;

    private final Path log;

    /// @param log gets a line for each step that was taken, when it ends
    public Taking(Path log) {
      this.log = log;
    }

    @Activity.Definition
    public String step(int number) throws IOException, InterruptedException {
      Thread.sleep(MILLIS);
      String result = "step " + number + " " + UUID.randomUUID();
      Files.writeString(log, result + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return result;
    }
  }
}

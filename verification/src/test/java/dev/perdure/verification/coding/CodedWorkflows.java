package dev.perdure.verification.coding;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Workflows and activities whose values are all secrets.
public final class CodedWorkflows {
  /// Is in every value.
  static final String SECRET = "s3cret";

  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10)).withSummary(SECRET + " summary");

  private CodedWorkflows() {}

  /// Takes in secrets in every way, and hands them on in every way.
  @Workflow.Definition
  public static final class Keeper {
    private final List<String> heard = new ArrayList<>();

    @Workflow.Run
    public String run(String first, int runs) {
      if (runs > 0) {
        Workflow.await(() -> !heard.isEmpty());
      }
      String copied =
          Workflow.executeActivity(Secrets::copy, first + String.join("", heard), OPTIONS);
      if (runs > 0) {
        return Workflow.continueAsNew(Keeper::run, copied, runs - 1);
      }
      return copied;
    }

    @Workflow.Signal
    public void tell(String text) {
      heard.add(text);
    }

    @Workflow.Query
    public String repeat(String text) {
      return text + heard;
    }
  }

  /// Fails with secrets.
  @Workflow.Definition
  public static final class Betrayed {
    @Workflow.Run
    public void run() {
      Workflow.executeActivity(Secrets::betray, SECRET, OPTIONS);
    }
  }

  /// Returns how long its argument is.
  @Workflow.Definition
  public static final class Measured {
    @Workflow.Run
    public int run(String text) {
      return Workflow.executeActivity(Secrets::copy, text, OPTIONS).length();
    }
  }

  /// The activities.
  public static final class Secrets {
    @Activity.Definition
    public String copy(String text) {
      if (Activity.info().attempt() == 1) {
        Activity.heartbeat(SECRET + " beat");
        throw ApplicationFailure.of(SECRET + " on the first attempt", "NotYet");
      }
      return text + Activity.heartbeatDetails(String.class).orElse("");
    }

    @Activity.Definition
    public String betray(String text) {
      if (text.isEmpty()) {
        return text;
      }
      throw ApplicationFailure.nonRetryable(text + " betrayed", "Betrayal").withDetails(text);
    }
  }
}

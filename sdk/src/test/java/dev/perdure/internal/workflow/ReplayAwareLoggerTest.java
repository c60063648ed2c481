package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class ReplayAwareLoggerTest {
  private static final List<String> MESSAGES = new CopyOnWriteArrayList<>();
  private static final Logger LOG = ReplayAwareLogger.of(new Recording());

  /// Keeps what is logged.
  private static final class Recording extends LegacyAbstractLogger {
    Recording() {
      name = "recording";
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return Recording.class.getName();
    }

    @Override
    @SuppressWarnings("NullAway")
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable cause) {
      MESSAGES.add(
          level
              + " "
              + MessageFormatter.basicArrayFormat(message, arguments)
              + (cause == null ? "" : " " + cause));
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  @Workflow.Definition
  public static final class Logs {
    @Workflow.Run
    public void run() {
      LOG.info("first {} of {}", 1, 2);
      Workflow.sleep(Duration.ofSeconds(1));
      LOG.warn("second", new IllegalStateException("why"));
      LOG.trace("not enabled");
    }
  }

  @Test
  void each_message_appears_once_however_often_the_code_runs() {
    MESSAGES.clear();
    LOG.debug("outside");
    try (var server = SimulatedServer.start(Logs.class)) {
      server.task();
      server.evict();
      server.fireTimer("1").task();
    }

    // The simulated server replays each task as it was at the time, so that one logs again too.
    assertThat(MESSAGES.subList(0, 3))
        .containsExactly(
            "DEBUG outside",
            "INFO first 1 of 2",
            "WARN second java.lang.IllegalStateException: why");
  }
}

package dev.perdure.verification.process;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Activities that one would rather not have in one's own process.
public class Dangerous {
  private int calls;

  /// Its process's id, and how often the process was used.
  @Activity.Definition
  public String whoAmI(String prefix) {
    System.out.println("what activities print does not disturb the pipe");
    return prefix + ProcessHandle.current().pid() + " " + ++calls;
  }

  /// The first attempt ends its process; the next returns.
  @Activity.Definition
  public int exitOnce(int code) {
    if (Activity.info().attempt() == 1) {
      Runtime.getRuntime().halt(code);
    }
    return Activity.info().attempt();
  }

  /// The first attempt takes all memory.
  @Activity.Definition
  public int fillMemoryOnce() {
    if (Activity.info().attempt() == 1) {
      byte[][] all = new byte[1_000_000][];
      for (int i = 0; i < all.length; i++) {
        all[i] = new byte[8 * 1024 * 1024];
      }
      return all.length;
    }
    return Activity.info().attempt();
  }

  /// Fails with a type, for good.
  @Activity.Definition
  public void fail() {
    throw ApplicationFailure.nonRetryable("refused", "Refused").withDetails(7);
  }

  /// The first attempt heartbeats and fails; the next returns what it finds.
  @Activity.Definition
  public int resume() {
    if (Activity.info().attempt() == 1) {
      Activity.heartbeat(41);
      Activity.heartbeat(42);
      throw ApplicationFailure.of("lost its way", "Lost");
    }
    return Activity.heartbeatDetails(Integer.class).orElse(-1);
  }

  /// Writes a file when it has begun, heartbeats, and stops when it is told to.
  @Activity.Definition
  public void heartbeatUntilCancelled(String file) throws Exception {
    Files.writeString(Path.of(file), Long.toString(ProcessHandle.current().pid()));
    try {
      while (true) {
        Activity.heartbeat("alive");
        Thread.sleep(50);
      }
    } catch (CancelledFailure | InterruptedException e) {
      throw CancelledFailure.of(
          "as asked", Activity.current().cancellationDetails().orElseThrow().cancelRequested());
    }
  }

  /// Writes a file when it has begun, heartbeats, and never stops.
  @Activity.Definition
  public void ignoreEverything(String file) throws Exception {
    Files.writeString(Path.of(file), Long.toString(ProcessHandle.current().pid()));
    while (true) {
      try {
        Activity.heartbeat("alive");
        Thread.sleep(50);
      } catch (CancelledFailure | InterruptedException e) {
        // goes on
      }
    }
  }

  /// Never returns.
  @Activity.Definition
  public void hang() {
    while (true) {
      LockSupport.park();
    }
  }

  /// Waits until its worker begins to stop, and writes a second file about that.
  @Activity.Definition
  public boolean waitForShutdown(String file) throws Exception {
    Files.writeString(Path.of(file), Long.toString(ProcessHandle.current().pid()));
    boolean told = Activity.current().waitForWorkerShutdown(Duration.ofSeconds(20));
    Files.writeString(Path.of(file + ".end"), Boolean.toString(told));
    return told;
  }
}

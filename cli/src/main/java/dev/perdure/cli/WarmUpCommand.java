package dev.perdure.cli;

import dev.perdure.cli.quickstart.Rehearsal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Uses every part of the program once, so that a JVM that records an AOT cache sees what the real
/// commands will load; not for people.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    ConsoleLog.configure(LogLevel.NEVER, LogFormat.PRETTY);
    Rehearsal.run();
    return 0;
  }
}

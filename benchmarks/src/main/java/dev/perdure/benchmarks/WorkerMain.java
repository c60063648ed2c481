package dev.perdure.benchmarks;

import java.io.IOException;
import java.util.List;

/// The process of a worker and nothing else: serves until its standard input ends.
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] arguments) throws IOException {
    try (var _ = Peers.open(Settings.parse(List.of(arguments)))) {
      var _ = System.in.read();
    }
    System.exit(0); // the peers leave threads behind
  }
}

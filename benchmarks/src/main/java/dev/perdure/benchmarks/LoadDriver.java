package dev.perdure.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The process of the callers and the worker: warms up, waits for the word, measures.
final class LoadDriver {
  private LoadDriver() {}

  public static void main(String[] arguments) throws Exception {
    var settings = Settings.parse(List.of(arguments));
    int callers = settings.number("callers", 16);
    var load = Workload.of(settings.text("load", "hello"));
    var prefix = settings.text("prefix", load + "-");
    try (var peer = Peers.open(settings)) {
      new Load(callers, settings.number("warmup", 2_000))
          .run(prefix + "warm-", id -> peer.run(load, id));
      System.out.println("WARM");
      awaitWord();
      var lister = Lister.start(settings);
      var latencies =
          new Load(callers, settings.number("count", 10_000)).run(prefix, id -> peer.run(load, id));
      lister.stop();
      System.out.println("RESULT " + latencies.line());
      awaitWord();
    }
    System.exit(0); // the peers leave threads behind
  }

  private static void awaitWord() throws IOException {
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}

package dev.perdure.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The process of the callers and the worker: warms up, waits for the word, measures.
final class HelloDriver {
  private HelloDriver() {}

  public static void main(String[] arguments) throws Exception {
    var settings = Settings.parse(List.of(arguments));
    int callers = settings.number("callers", 16);
    try (var peer = HelloPeers.open(settings)) {
      new Load(callers, settings.number("warmup", 2_000)).run("warm-", peer::hello);
      System.out.println("WARM");
      awaitWord();
      var latencies =
          new Load(callers, settings.number("count", 10_000)).run("hello-", peer::hello);
      System.out.println("RESULT " + latencies.line());
      awaitWord();
    }
    System.exit(0); // the peers leave threads behind
  }

  private static void awaitWord() throws IOException {
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}

package dev.perdure.benchmarks;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The process of the server: serves the given file on a free port and answers questions on its
/// standard input until that ends.
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) throws IOException {
    try (var server =
            PerdureServer.open(Path.of(arguments[0]), ServerOptions.defaults().withPort(0));
        var questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("READY 127.0.0.1:" + server.address().orElseThrow().getPort());
      for (var line = questions.readLine(); line != null; line = questions.readLine()) {
        if (line.equals("heap")) {
          System.gc();
          var runtime = Runtime.getRuntime();
          System.out.println("HEAP " + (runtime.totalMemory() - runtime.freeMemory()));
        } else {
          System.out.println("COMMITS " + server.commits());
        }
      }
    }
  }
}

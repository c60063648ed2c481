package dev.perdure.verification.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.perdure.verification.peer.PerdureExecutable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The official Python SDK starts our executable as its own test environments do, and its client
/// and worker run `src/test/python/suite.py` against it.
///
/// `-Dperdure.python=PATH` names a Python that has the packages of
/// `src/test/python/requirements.txt`; `.ci/run` makes one. Without it the tests are skipped.
final class PythonSdkIT {
  private static final Path SOURCES = Path.of("src/test/python").toAbsolutePath();
  private static final int MINUTES = 5;

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> our_server_is_its_dev_server() throws IOException, InterruptedException {
    return suite("dev");
  }

  @TestFactory
  Stream<DynamicTest> our_server_is_its_time_skipping_test_server()
      throws IOException, InterruptedException {
    return suite("skipping");
  }

  /// Runs the suite once, and makes a test of each line that it prints about one of its own.
  private Stream<DynamicTest> suite(String mode) throws IOException, InterruptedException {
    var python = System.getProperty("perdure.python", "");
    if (python.isEmpty()) {
      System.out.println("The Python SDK's tests are skipped: -Dperdure.python names no Python");
      abort("no Python");
    }
    var output = directory.resolve(mode + ".txt");
    var process =
        new ProcessBuilder(
                python,
                SOURCES.resolve("suite.py").toString(),
                mode,
                PerdureExecutable.in(directory).toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    var _ = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    var lines = Files.readAllLines(output);
    var tests = tests(lines);
    var last = "ended " + tests.size();
    tests.add(
        dynamicTest(
            "the suite ends with all its tests",
            () -> assertThat(lines).as(String.join("\n", lines)).contains(last)));
    return tests.stream();
  }

  private static List<DynamicTest> tests(List<String> lines) {
    var tests = new ArrayList<DynamicTest>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.startsWith("ok ")) {
        tests.add(dynamicTest(line.substring(3), () -> {}));
      } else if (line.startsWith("FAILED ")) {
        var reason = String.join("\n", lines.subList(i, Math.min(lines.size(), i + 60)));
        tests.add(dynamicTest(line.substring(7), () -> fail(reason)));
      }
    }
    return tests;
  }
}

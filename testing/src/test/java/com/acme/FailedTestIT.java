package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The JUnit extension under JUnit 5 and under JUnit 6, each in a JVM of its own.
class FailedTestIT {
  private static final Pattern JUNIT =
      Pattern.compile("junit-(jupiter|platform)|opentest4j|apiguardian");

  @TempDir private Path directory = Path.of("");

  static List<Path> junits() throws IOException {
    try (var jars = Files.list(Path.of("target", "junit"))) {
      return jars.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("junits")
  void the_histories_of_a_failed_test_are_shown_and_of_no_other(Path junit) throws Exception {
    var output = outputOfFailingOrders(junit);

    assertThat(output)
        .contains("1 tests failed", "1 tests successful", "1 tests aborted")
        .contains("Histories of the failed test fails(Client, Worker)")
        .containsPattern("Order order-42, run [-0-9a-f]{36}: Failed")
        .containsPattern(
            " 1 +\\+0s +WorkflowExecutionStarted  workflowType=Order  input=\\(\"42\", 1999\\)")
        .containsPattern(
            "ActivityTaskScheduled  activityId=\\w+  activityType=charge  input=\\(\"42\", 1999\\)")
        .containsPattern("ActivityTaskFailed .*failure=CardDeclined: no money left")
        .containsPattern("WorkflowExecutionFailed .* ← CardDeclined: no money left")
        .doesNotContain("order-43", "order-44");
  }

  private String outputOfFailingOrders(Path junit) throws IOException, InterruptedException {
    var classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(jar -> !JUNIT.matcher(Path.of(jar).getFileName().toString()).find())
            .collect(Collectors.joining(File.pathSeparator));
    var output = directory.resolve("output.txt");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                junit.toString(),
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--class-path=" + classPath,
                "--select-class=" + FailingOrders.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}

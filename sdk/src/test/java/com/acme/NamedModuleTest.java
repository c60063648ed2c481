package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user whose code is a named module that opens nothing: references resolve all the same, and a
/// class that the worker cannot reach is refused with the line to add.
class NamedModuleTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "module-info.java",
          "module app { requires dev.perdure.sdk; }",
          "app/Main.java",
          """
          package app;

          import dev.perdure.common.MethodRef1;
          import dev.perdure.internal.definition.WorkflowDefinition;
          import dev.perdure.internal.reference.MethodReferences;
          import dev.perdure.workflow.Workflow;

          public class Main {
            @Workflow.Definition
            static class Hidden {
              @Workflow.Run
              public String run(String in) {
                return in;
              }
            }

            public static void main(String[] args) {
              MethodRef1<Hidden, String, String> run = Hidden::run;
              System.out.println(MethodReferences.resolve(run).workflowType());
              try {
                WorkflowDefinition.of(Hidden.class);
              } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
              }
            }
          }
          """);

  @Test
  void references_work_without_opens_and_the_worker_names_the_line_it_needs(@TempDir Path directory)
      throws Exception {
    Path sdk = directory.resolve("sdk.jar");
    Path manifest = directory.resolve("manifest");
    Files.writeString(manifest, "Automatic-Module-Name: dev.perdure.sdk\n");
    run("jar", "-cfm", sdk.toString(), manifest.toString(), "-C", ownClasses().toString(), ".");
    List<String> sources = new ArrayList<>();
    for (var source : SOURCES.entrySet()) {
      Path file = directory.resolve("src").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      sources.add(Files.writeString(file, source.getValue()).toString());
    }
    Path app = directory.resolve("app");
    List<String> javac = new ArrayList<>(List.of("-p", sdk.toString(), "-cp", libraries()));
    javac.addAll(List.of("-d", app.toString()));
    javac.addAll(sources);
    run("javac", javac.toArray(String[]::new));

    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                sdk + File.pathSeparator + app,
                "-cp",
                libraries(),
                "-m",
                "app/app.Main")
            .redirectErrorStream(true)
            .start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(printed.lines())
        .containsExactly(
            "Hidden",
            "2 problems:",
            "  - app.Main$Hidden.run cannot be called by the worker. Add `opens app to"
                + " dev.perdure.sdk;` to the module-info of app, or make the class public and"
                + " export its package.",
            "  - The constructor of app.Main$Hidden cannot be called by the worker. Add `opens app"
                + " to dev.perdure.sdk;` to the module-info of app, or make the class public and"
                + " export its package.");
    assertThat(java.waitFor()).isZero();
  }

  private static Path ownClasses() throws Exception {
    return Path.of(
        dev.perdure.common.RetryPolicy.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI());
  }

  /// The class path of this test without directories, which hold our own classes.
  private static String libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> path.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void run(String tool, String... arguments) {
    var printed = new StringWriter();
    var to = new PrintWriter(printed, true);
    int code = ToolProvider.findFirst(tool).orElseThrow().run(to, to, arguments);
    assertThat(code).as(() -> tool + ": " + printed).isZero();
  }
}

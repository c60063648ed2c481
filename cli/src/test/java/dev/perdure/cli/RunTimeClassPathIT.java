package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What an application gets on its class path from `dev.perdure:perdure`, and what the command line
/// adds.
class RunTimeClassPathIT {
  private static final List<String> APPLICATION =
      List.of(
          "failureaccess",
          "grpc-api",
          "grpc-core",
          "grpc-inprocess",
          "grpc-netty-shaded",
          "grpc-protobuf",
          "grpc-protobuf-lite",
          "grpc-services",
          "grpc-stub",
          "grpc-util",
          "gson",
          "guava",
          "jackson-annotations",
          "jackson-core",
          "jackson-databind",
          "jackson-dataformat-toml",
          "jspecify",
          "perdure",
          "perdure-engine",
          "perdure-sdk",
          "perdure-server",
          "perfmark-api",
          "proto-google-common-protos",
          "protobuf-java",
          "protobuf-java-util",
          "slf4j-api",
          "sqlite-jdbc",
          "temporal-serviceclient");

  private static final List<String> COMMAND_LINE =
      List.of("jul-to-slf4j", "logback-classic", "logback-core", "picocli");

  @Test
  void the_class_path_is_as_short_as_it_was_made() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "lib"))) {
      assertThat(jars.map(RunTimeClassPathIT::artifact))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(APPLICATION.stream(), COMMAND_LINE.stream()).toList());
    }
    assertThat(APPLICATION).hasSizeLessThanOrEqualTo(28);
  }

  private static String artifact(Path jar) {
    return jar.getFileName().toString().replaceFirst("-\\d.*", "");
  }
}

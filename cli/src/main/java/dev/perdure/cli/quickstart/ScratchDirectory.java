package dev.perdure.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory for the files of one run: they lie side by side, and go when it is deleted.
///
/// @param path where it is
public record ScratchDirectory(Path path) {
  /// A new one among the system's temporary files.
  public static ScratchDirectory create() throws IOException {
    return new ScratchDirectory(Files.createTempDirectory("perdure-quickstart-"));
  }

  /// The place of the file with this name.
  public Path file(String name) {
    return path.resolve(name);
  }

  /// Takes the directory and its files away.
  public void delete() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
    Files.delete(path);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }
}

package dev.perdure.envconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a certificate or a key comes from.
public sealed interface DataSource {
  /// A file.
  record File(Path path) implements DataSource {}

  /// The text itself.
  record Text(String text) implements DataSource {
    /// A key may be in it.
    @Override
    public String toString() {
      return "Text[%d characters]".formatted(text.length());
    }
  }

  /// The bytes.
  ///
  /// @throws ConfigException when the file cannot be read
  default byte[] read() {
    return switch (this) {
      case File(Path path) -> {
        try {
          yield Files.readAllBytes(path);
        } catch (IOException e) {
          throw new ConfigException("Cannot read %s: %s".formatted(path, e), e);
        }
      }
      case Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
    };
  }
}

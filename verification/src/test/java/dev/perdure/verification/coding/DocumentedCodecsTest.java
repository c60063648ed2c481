package dev.perdure.verification.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The code that the documentation shows is that which the suites run.
class DocumentedCodecsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"coding/CompressingCodec", "coding/EncryptingCodec", "validation/OrderWorkflow"})
  void the_documentation_shows_the_code_that_is_tested(String name) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/perdure/verification", name + ".java"));
    String documentation = Files.readString(Path.of("../docs/data-conversion.md"));

    assertThat(documentation).contains(source.substring(source.indexOf("import ")).strip());
  }
}

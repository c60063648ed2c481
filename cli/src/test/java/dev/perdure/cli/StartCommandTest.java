package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartCommandTest {
  private static final Path HOME = Path.of("/home/ann");

  @Test
  void data_goes_where_the_environment_says() {
    assertThat(StartCommand.dataDirectory(Map.of("XDG_DATA_HOME", "/data"), HOME))
        .isEqualTo(Path.of("/data"));
  }

  @Test
  void without_a_word_from_the_environment_data_goes_below_the_home_directory() {
    assertThat(StartCommand.dataDirectory(Map.of(), HOME)).isEqualTo(HOME.resolve(".local/share"));
  }

  @Test
  void a_relative_data_directory_is_ignored_as_its_specification_asks() {
    assertThat(StartCommand.dataDirectory(Map.of("XDG_DATA_HOME", "data"), HOME))
        .isEqualTo(HOME.resolve(".local/share"));
  }
}

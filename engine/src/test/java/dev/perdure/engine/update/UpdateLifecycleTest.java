package dev.perdure.engine.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The whole table of what becomes of updates, as text.
final class UpdateLifecycleTest {
  private static final Path TABLE =
      Path.of("src/test/resources/dev/perdure/engine/update/lifecycle.txt");

  @Test
  void updates_fare_as_the_table_says() throws IOException {
    var table = table();

    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, table);
    }
    assertThat(table).isEqualTo(Files.readString(TABLE));
  }

  private static String table() {
    var table = new StringBuilder();
    for (var stage : UpdateStage.values()) {
      for (var happening : UpdateHappening.values()) {
        table
            .append("%-9s + %-14s -> ".formatted(stage, happening))
            .append(text(stage, UpdateLifecycle.fate(stage, happening)))
            .append('\n');
      }
    }
    return table.toString();
  }

  private static String text(UpdateStage from, UpdateFate fate) {
    return switch (fate) {
      case UpdateFate.In(var stage) -> stage == from ? "." : stage.toString();
      case UpdateFate.Refused() -> "over, with the workflow's failure and no event";
      case UpdateFate.Failed(var failure) ->
          "over, with failure " + failure.getApplicationFailureInfo().getType();
      case UpdateFate.Dropped(var rejection) ->
          "forgotten: %s %s".formatted(rejection.code(), rejection.message());
      case UpdateFate.Impossible() -> "bad answer";
    };
  }
}

package dev.perdure.verification.ours;

import dev.perdure.client.WorkflowHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Histories that our SDK wrote, as files: what later versions must still be able to replay.
///
/// A suite that runs with `-Dhistories.write=true` writes all of its histories there, to choose
/// from. One that was released is not changed any more.
final class RecordedHistories {
  private static final Path DIRECTORY = Path.of("src/test/resources/histories");
  private static final boolean WRITES = Boolean.getBoolean("histories.write");

  private RecordedHistories() {}

  /// Writes a history to a new file, if this run is to do so.
  static synchronized void keep(WorkflowHistory history) throws IOException {
    if (!WRITES) {
      return;
    }
    int number = 1;
    while (Files.exists(file(history, number))) {
      number++;
    }
    Files.createDirectories(DIRECTORY);
    Files.writeString(file(history, number), history.toJson());
  }

  private static Path file(WorkflowHistory history, int number) {
    return DIRECTORY.resolve("%s-%d.json".formatted(type(history), number));
  }

  static List<Path> files() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    }
  }

  static WorkflowHistory read(Path file) throws IOException {
    return WorkflowHistory.fromJson(file.getFileName().toString(), Files.readString(file));
  }

  static String type(WorkflowHistory history) {
    return history
        .events()
        .getFirst()
        .getWorkflowExecutionStartedEventAttributes()
        .getWorkflowType()
        .getName();
  }
}

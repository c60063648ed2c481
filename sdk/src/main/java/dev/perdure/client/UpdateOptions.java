package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/// How an update is started. Immutable: each `with…` method returns new options.
public final class UpdateOptions {
  private final WorkflowUpdateStage waitForStage;
  private final @Nullable String id;

  private UpdateOptions(WorkflowUpdateStage waitForStage, @Nullable String id) {
    this.waitForStage = waitForStage;
    this.id = id;
  }

  /// Options for an update whose start returns once it has come so far.
  ///
  /// @param stage `ACCEPTED` or `COMPLETED`
  /// @throws IllegalArgumentException for `ADMITTED`
  public static UpdateOptions waitFor(WorkflowUpdateStage stage) {
    if (stage == WorkflowUpdateStage.ADMITTED) {
      throw new IllegalArgumentException(
          "An update that is only admitted may still be lost: wait for ACCEPTED or COMPLETED.");
    }
    return new UpdateOptions(stage, null);
  }

  /// The update's id, which makes it unique in its workflow run: an update with an id that was used
  /// before is that very update. A random one without it.
  ///
  /// @throws IllegalArgumentException when it is empty
  public UpdateOptions withId(String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("An update's id must not be empty.");
    }
    return new UpdateOptions(waitForStage, id);
  }

  /// How far the update must have come.
  public WorkflowUpdateStage waitForStage() {
    return waitForStage;
  }

  /// The update's id; null for a random one.
  public @Nullable String id() {
    return id;
  }
}

package dev.perdure.server.matching;

import org.jspecify.annotations.Nullable;

/// Names one task queue. A worker's sticky queue is a workflow queue of its own name.
public record QueueKey(String namespace, String name, Type type) {
  /// What kind of task a queue holds.
  public enum Type {
    WORKFLOW(1),
    ACTIVITY(2);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /// The protocol's number of it, which is also stored.
    public int number() {
      return number;
    }

    /// The type with this number, null if there is none.
    public static @Nullable Type of(int number) {
      for (var type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      return null;
    }
  }
}

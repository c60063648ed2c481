package dev.perdure.server.matching;

/// Names one task queue. A worker's sticky queue is a workflow queue of its own name.
public record QueueKey(String namespace, String name, Type type) {
  /// What kind of task a queue holds.
  public enum Type {
    WORKFLOW,
    ACTIVITY
  }
}

package dev.perdure.engine.record;

/// Names one entity: the unit that is loaded, decided on and serialised as a whole.
///
/// @param kind what the entity is
/// @param namespace the namespace's name
/// @param id the name inside the namespace; for a workflow its workflow id, for a schedule its
///   schedule id
public record EntityKey(Kind kind, String namespace, String id) {
  /// The kinds of entity. The number is stored: never reuse one.
  public enum Kind {
    WORKFLOW(1),
    SCHEDULE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  public static EntityKey workflow(String namespace, String workflowId) {
    return new EntityKey(Kind.WORKFLOW, namespace, workflowId);
  }

  public static EntityKey schedule(String namespace, String scheduleId) {
    return new EntityKey(Kind.SCHEDULE, namespace, scheduleId);
  }
}

package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/// What a worker hands back to say which task it is about. Workers treat it as opaque bytes.
///
/// Everything in it is durable before a worker sees it, so a token outlives a restart.
///
/// @param kind the kind of task
/// @param namespace the namespace's name
/// @param scheduledEventId the id of the event that scheduled the task; 0 for a query
/// @param startedEventId the id of a workflow task's started event; 0 for an activity
/// @param attempt the attempt, from 1
/// @param stamp tells this task from others with the same ids
/// @param reference an activity's id, or a query's
public record TaskToken(
    Kind kind,
    String namespace,
    String workflowId,
    String runId,
    long scheduledEventId,
    long startedEventId,
    int attempt,
    long stamp,
    String reference) {

  /// The kinds of task. The number is on the wire: never reuse one.
  public enum Kind {
    WORKFLOW(1),
    ACTIVITY(2),
    QUERY(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    private static @Nullable Kind of(long number) {
      for (var kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return null;
    }
  }

  /// The bytes for the worker.
  public ByteString toBytes() {
    return new FieldWriter()
        .number(1, kind.number)
        .text(2, namespace)
        .text(3, workflowId)
        .text(4, runId)
        .number(5, scheduledEventId)
        .number(6, startedEventId)
        .number(7, attempt)
        .number(8, stamp)
        .text(9, reference)
        .toBytes();
  }

  /// The token in the bytes, or null if they hold none.
  public static @Nullable TaskToken parse(ByteString bytes) {
    try {
      var in = FieldReader.read(bytes);
      var kind = Kind.of(in.number(1));
      if (kind == null || in.text(2).isEmpty() || in.text(3).isEmpty() || in.text(4).isEmpty()) {
        return null;
      }
      return new TaskToken(
          kind,
          in.text(2),
          in.text(3),
          in.text(4),
          in.number(5),
          in.number(6),
          in.integer(7),
          in.number(8),
          in.text(9));
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  /// The entity that the task belongs to.
  public EntityKey entity() {
    return EntityKey.workflow(namespace, workflowId);
  }
}

package dev.perdure.internal.workflow;

import com.google.protobuf.Message;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.PayloadOwner;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Waiting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The edge of one run: payloads are decoded before the run sees a task, and encoded before its
/// outcome is sent. It works outside of the workflow's own threads, so a codec may block.
final class RunCodec {
  /// One for all runs that need none.
  private static final RunCodec NONE = new RunCodec(MessageCodec.NONE, PayloadOwner.namespace(""));

  private final MessageCodec codec;
  private final PayloadOwner owner;

  private RunCodec(MessageCodec codec, PayloadOwner owner) {
    this.codec = codec;
    this.owner = owner;
  }

  static RunCodec of(RunSettings settings, String workflowId, String workflowType) {
    return settings.codec().isNone()
        ? NONE
        : new RunCodec(
            settings.codec(), PayloadOwner.run(settings.namespace(), workflowId, workflowType));
  }

  WorkflowTask decode(WorkflowTask task) {
    return codec.isNone()
        ? task
        : new WorkflowTask(
            each(task.events(), true),
            each(task.messages(), true),
            task.previousStartedEventId(),
            task.startedEventId(),
            each(task.queries(), true),
            task.query() == null ? null : codec.decode(task.query(), owner));
  }

  WorkflowTaskOutcome encode(WorkflowTaskOutcome outcome) {
    if (codec.isNone()) {
      return outcome;
    }
    return switch (outcome) {
      case Completed completed ->
          new Completed(
              each(completed.commands(), false),
              each(completed.messages(), false),
              each(completed.queryResults(), false),
              completed.metadata(),
              completed.versioningBehavior(),
              completed.closed(),
              completed.heartbeat());
      case Waiting waiting -> waiting;
      case Failed(var cause, var failure, var reason) ->
          new Failed(cause, codec.encodeFailure(failure, owner), reason);
      case QueryAnswered(var result) -> new QueryAnswered(codec.encode(result, owner));
      case QueryFailed(var message, var failure) ->
          new QueryFailed(message, codec.encodeFailure(failure, owner));
    };
  }

  private <M extends Message> List<M> each(List<M> messages, boolean inwards) {
    List<M> result = new ArrayList<>(messages.size());
    for (M message : messages) {
      result.add(inwards ? codec.decode(message, owner) : codec.encode(message, owner));
    }
    return result;
  }

  private <M extends Message> Map<String, M> each(Map<String, M> messages, boolean inwards) {
    Map<String, M> result = new LinkedHashMap<>();
    messages.forEach(
        (id, message) ->
            result.put(id, inwards ? codec.decode(message, owner) : codec.encode(message, owner)));
    return result;
  }
}

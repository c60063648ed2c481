package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ExternalRequestMachine.Input;
import dev.perdure.internal.replay.ExternalRequestMachine.Output;
import dev.perdure.internal.replay.ExternalRequestMachine.State;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The signals and cancel requests of one run to other workflows that are not answered yet.
final class ExternalRequests {
  private final CommandQueue commands;
  private final SmallMap<Long, Request> byInitiatedEvent = new SmallMap<>();

  ExternalRequests(CommandQueue commands) {
    this.commands = commands;
  }

  /// Sends a signal.
  ///
  /// @param answered told why it failed; null when it did not
  Request signal(
      SignalExternalWorkflowExecutionCommandAttributes.Builder attributes,
      Consumer<@Nullable Failure> answered) {
    return add(new Signal(attributes, answered));
  }

  /// Requests a cancellation.
  ///
  /// @param answered told why it failed; null when it did not
  Request cancel(
      RequestCancelExternalWorkflowExecutionCommandAttributes attributes,
      Consumer<@Nullable Failure> answered) {
    return add(new Cancel(attributes, answered));
  }

  private Request add(Request request) {
    commands.add(request);
    return request;
  }

  /// Takes a request back; returns the failure with which it ends if it was not sent yet.
  @Nullable Failure withdraw(Request request) {
    Failure ended = null;
    for (Output output : request.take(new Input.CancelRequested())) {
      switch (output) {
        case Output.Withdraw() -> commands.withdraw(request);
        case Output.ResolveCancelled() ->
            ended =
                Failure.newBuilder()
                    .setMessage("Signal was cancelled before being sent")
                    .setCanceledFailureInfo(CanceledFailureInfo.getDefaultInstance())
                    .build();
        case Output.Resolve() -> throw new IllegalStateException("no event answers it");
      }
    }
    return ended;
  }

  void signaled(HistoryEvent event) {
    var attributes = event.getExternalWorkflowExecutionSignaledEventAttributes();
    answer(event, attributes.getInitiatedEventId(), null);
  }

  void signalFailed(HistoryEvent event) {
    var attributes = event.getSignalExternalWorkflowExecutionFailedEventAttributes();
    String reason =
        switch (attributes.getCause()) {
          case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND,
              SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND ->
              "it was not found";
          case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED ->
              "the per-workflow signal limit was exceeded";
          default -> "unknown";
        };
    answer(
        event,
        attributes.getInitiatedEventId(),
        failure(
            "Unable to signal external workflow because " + reason,
            attributes.getCause(),
            "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"));
  }

  void cancelRequested(HistoryEvent event) {
    var attributes = event.getExternalWorkflowExecutionCancelRequestedEventAttributes();
    answer(event, attributes.getInitiatedEventId(), null);
  }

  void cancelFailed(HistoryEvent event) {
    var attributes = event.getRequestCancelExternalWorkflowExecutionFailedEventAttributes();
    String reason =
        switch (attributes.getCause()) {
          case CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND,
              CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND ->
              "not found";
          default -> "unknown";
        };
    answer(
        event,
        attributes.getInitiatedEventId(),
        failure(
            "Unable to cancel external workflow because " + reason,
            attributes.getCause(),
            "CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_"));
  }

  private static Failure failure(String message, Enum<?> cause, String prefix) {
    String constant = cause.name();
    return Failure.newBuilder()
        .setMessage(message)
        .setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder()
                .setType(
                    constant.startsWith(prefix)
                        ? CommandQueue.camelCase(constant.substring(prefix.length()))
                        : constant))
        .build();
  }

  private void answer(HistoryEvent event, long initiatedEventId, @Nullable Failure failure) {
    Request request = byInitiatedEvent.remove(initiatedEventId);
    if (request == null) {
      throw new NondeterminismException(
          "event %d of the history is %s for a request that the workflow code did not make."
              .formatted(event.getEventId(), CommandQueue.name(event.getEventType())));
    }
    if (request.take(new Input.Answered()).contains(new Output.Resolve())) {
      request.answered.accept(failure);
    }
  }

  /// One request to another workflow.
  abstract sealed class Request implements PendingCommand {
    private final Consumer<@Nullable Failure> answered;
    private State state = new State.Requested();

    Request(Consumer<@Nullable Failure> answered) {
      this.answered = answered;
    }

    List<Output> take(Input input) {
      var transition = ExternalRequestMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }

    /// The workflow that it is for.
    abstract String target();

    abstract String target(HistoryEvent event);

    @Override
    public void recorded(HistoryEvent event) {
      String recorded = target(event);
      if (!recorded.equals(target())) {
        throw new NondeterminismException(
            "event %d of the history is %s to workflow %s, but the workflow code asked for %s there."
                .formatted(
                    event.getEventId(),
                    CommandQueue.name(event.getEventType()),
                    recorded,
                    describe()));
      }
      take(new Input.Recorded());
      byInitiatedEvent.put(event.getEventId(), this);
    }
  }

  private final class Signal extends Request {
    private final SignalExternalWorkflowExecutionCommandAttributes.Builder attributes;

    Signal(
        SignalExternalWorkflowExecutionCommandAttributes.Builder attributes,
        Consumer<@Nullable Failure> answered) {
      super(answered);
      this.attributes = attributes;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED;
    }

    @Override
    String target() {
      return attributes.getExecution().getWorkflowId();
    }

    @Override
    String target(HistoryEvent event) {
      return event
          .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
          .getWorkflowExecution()
          .getWorkflowId();
    }

    @Override
    public String describe() {
      return "signal " + attributes.getSignalName() + " to workflow " + target();
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
          .setSignalExternalWorkflowExecutionCommandAttributes(attributes)
          .build();
    }
  }

  private final class Cancel extends Request {
    private final RequestCancelExternalWorkflowExecutionCommandAttributes attributes;

    Cancel(
        RequestCancelExternalWorkflowExecutionCommandAttributes attributes,
        Consumer<@Nullable Failure> answered) {
      super(answered);
      this.attributes = attributes;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED;
    }

    @Override
    String target() {
      return attributes.getWorkflowId();
    }

    @Override
    String target(HistoryEvent event) {
      return event
          .getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes()
          .getWorkflowExecution()
          .getWorkflowId();
    }

    @Override
    public String describe() {
      return "cancelling workflow " + target();
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION)
          .setRequestCancelExternalWorkflowExecutionCommandAttributes(attributes)
          .build();
    }
  }
}

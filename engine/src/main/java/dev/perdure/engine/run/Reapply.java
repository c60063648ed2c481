package dev.perdure.engine.run;

import dev.perdure.engine.child.ChildEvents;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.signal.SignalWorkflow;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ResetReapplyExcludeType;
import io.temporal.api.enums.v1.ResetReapplyType;
import io.temporal.api.enums.v1.UpdateAdmittedEventOrigin;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionUpdateAdmittedEventAttributes;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What came from outside after the point to which a run is reset, and happens again in the new
/// run: signals, updates, changed options, and what became of children that were asked for before
/// that point. A request to cancel does not.
final class Reapply {
  private Reapply() {}

  /// Adds the events to the new run, behind what else this decision writes.
  ///
  /// @param chain the run that was reset and those that continued it
  static void events(
      Draft draft, RunState run, ResetWorkflowExecutionRequest request, List<RunState> chain) {
    var excluded = excluded(request);
    if (excluded.size() == ResetReapplyExcludeType.values().length - 2) {
      return; // All but UNSPECIFIED and UNRECOGNIZED: then nothing else is reapplied either.
    }
    var signals = signals(run);
    int first = (int) request.getWorkflowTaskFinishEventId();
    for (var source : chain) {
      var events = source.events();
      for (var event : events.subList(first - 1, events.size())) {
        if (source == chain.getFirst()) {
          child(draft, run, event.event());
        }
        reapply(draft, run, event.event(), excluded, signals);
      }
      first = 1;
    }
  }

  /// The request ids of the signals in the copy. The run knows more of them than its history has:
  /// all that other workflows have sent to this workflow id.
  private static Set<String> signals(RunState run) {
    var signals = new HashSet<String>();
    for (var event : run.events()) {
      signals.add(event.event().getWorkflowExecutionSignaledEventAttributes().getRequestId());
    }
    return signals;
  }

  @SuppressWarnings("deprecation") // Older clients send the deprecated type.
  private static Set<ResetReapplyExcludeType> excluded(ResetWorkflowExecutionRequest request) {
    var excluded = EnumSet.noneOf(ResetReapplyExcludeType.class);
    if (request.getResetReapplyType() == ResetReapplyType.RESET_REAPPLY_TYPE_SIGNAL) {
      excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE);
    } else if (request.getResetReapplyType() == ResetReapplyType.RESET_REAPPLY_TYPE_NONE) {
      excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL);
      excluded.add(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE);
    }
    for (var type : request.getResetReapplyExcludeTypesList()) {
      if (type != ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UNSPECIFIED
          && type != ResetReapplyExcludeType.UNRECOGNIZED) {
        excluded.add(type);
      }
    }
    return excluded;
  }

  private static void reapply(
      Draft draft,
      RunState run,
      HistoryEvent event,
      Set<ResetReapplyExcludeType> excluded,
      Set<String> signals) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> {
        if (!excluded.contains(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL)) {
          signal(draft, run, event, signals);
        }
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED,
          EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED -> {
        if (!excluded.contains(ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE)) {
          update(draft, run, event);
        }
      }
      case EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED -> options(draft, run, event);
      default -> {}
    }
  }

  /// The same signal may be in two runs of a chain: when its client heard nothing, and tried again.
  private static void signal(Draft draft, RunState run, HistoryEvent event, Set<String> signals) {
    var attributes = event.getWorkflowExecutionSignaledEventAttributes();
    if (attributes.getRequestId().isEmpty() || signals.add(attributes.getRequestId())) {
      draft.buffer(
          run,
          SignalWorkflow.event(attributes.toBuilder().clearExternalWorkflowExecution())
              .addAllLinks(event.getLinksList()));
    }
  }

  /// An accepted update without its request was admitted by an event of its own.
  private static void update(Draft draft, RunState run, HistoryEvent event) {
    var admitted = event.getWorkflowExecutionUpdateAdmittedEventAttributes();
    if (event.hasWorkflowExecutionUpdateAcceptedEventAttributes()) {
      var accepted = event.getWorkflowExecutionUpdateAcceptedEventAttributes();
      if (!accepted.hasAcceptedRequest()) {
        return;
      }
      admitted =
          WorkflowExecutionUpdateAdmittedEventAttributes.newBuilder()
              .setRequest(accepted.getAcceptedRequest())
              .setOrigin(UpdateAdmittedEventOrigin.UPDATE_ADMITTED_EVENT_ORIGIN_REAPPLY)
              .build();
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED)
            .setWorkflowExecutionUpdateAdmittedEventAttributes(admitted));
  }

  private static void child(Draft draft, RunState run, HistoryEvent event) {
    long initiated = ChildEvents.initiatedEventId(event);
    var child = initiated == 0 ? null : run.child(initiated);
    boolean isStart = event.getEventType() == EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED;
    if (child != null && !(isStart && child.isStarted())) {
      draft.buffer(run, ChildEvents.again(event, child));
    }
  }

  private static void options(Draft draft, RunState run, HistoryEvent event) {
    var attributes = event.getWorkflowExecutionOptionsUpdatedEventAttributes();
    if (attributes.getAttachedCompletionCallbacksCount() > 0
        && run.requests().containsKey(attributes.getAttachedRequestId())) {
      return; // They are attached already.
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED)
            .addAllLinks(event.getLinksList())
            .setWorkflowExecutionOptionsUpdatedEventAttributes(attributes));
  }
}

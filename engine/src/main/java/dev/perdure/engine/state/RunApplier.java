package dev.perdure.engine.state;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Applies the events of a run as a whole.
final class RunApplier {
  private static final int SIGNALS_HANDED_ON = 100;

  private RunApplier() {}

  static void started(RunState run, HistoryEvent event) {
    var started = event.getWorkflowExecutionStartedEventAttributes();
    run.started = started;
    run.userMetadata = event.getUserMetadata();
    run.startTime = Times.instant(event.getEventTime());
    run.workflowTaskTimeout = Times.duration(started.getWorkflowTaskTimeout());
    run.runTimeout = Times.duration(started.getWorkflowRunTimeout());
    if (started.hasWorkflowExecutionExpirationTime()) {
      var expiration = Times.instant(started.getWorkflowExecutionExpirationTime());
      run.executionExpiration = expiration.equals(Instant.EPOCH) ? null : expiration;
    }
    var backoff = Times.duration(started.getFirstWorkflowTaskBackoff());
    run.runExpiration =
        Times.earlier(
            Times.deadline(run.startTime.plus(backoff), run.runTimeout),
            run.runTimeout.isZero() ? null : run.executionExpiration);
    run.backoffUntil = backoff.compareTo(Duration.ZERO) > 0 ? run.startTime.plus(backoff) : null;
    run.resetPoints.addAll(started.getPrevAutoResetPoints().getPointsList());
    run.memo = merge(Map.of(), started.getMemo().getFieldsMap());
    run.searchAttributes = merge(Map.of(), started.getSearchAttributes().getIndexedFieldsMap());
    run.priority = started.getPriority();
    if (started.hasVersioningOverride()) {
      run.versioningOverride = started.getVersioningOverride();
    }
    CallbackApplier.registered(run, started.getCompletionCallbacksList(), "", event);
  }

  static void closed(RunState run, HistoryEvent event) {
    run.status = ClosingEvents.status(event.getEventType());
    run.closeTime = Times.instant(event.getEventTime());
    run.workflowTask = null;
    run.sticky = null; // Workers let go of closed runs.
    run.backoffUntil = null;
    run.activities.values().forEach(run.unstored::offerVoid);
    run.activities.clear();
    run.activityIds.clear();
    run.timers.clear();
    run.children = Map.of();
    run.externals = Map.of();
    clearBuffer(run);
  }

  /// A run that a reset made is the one that its base's children report to.
  static void reset(RunState run, HistoryEvent event) {
    var base = event.getWorkflowTaskFailedEventAttributes().getBaseRunId();
    if (!base.isEmpty()) {
      run.resets = run.resets.basedOn(base, event.getEventId());
    }
  }

  static void clearBuffer(RunState run) {
    run.buffer.clear();
    run.bufferBytes = 0;
  }

  static void signaled(RunState run, HistoryEvent event) {
    run.signalCount++;
    signalSeen(run, event);
  }

  static void signalSeen(RunState run, HistoryEvent event) {
    var requestId = event.getWorkflowExecutionSignaledEventAttributes().getRequestId();
    if (!requestId.isEmpty()) {
      run.signalRequestIds.add(requestId);
      if (event.getWorkflowExecutionSignaledEventAttributes().hasExternalWorkflowExecution()) {
        signalsTaken(run, List.of(requestId));
      }
    }
  }

  /// Signals of other workflows, which the runs to come must know as well: of those only the last
  /// ones, since they come again soon or never.
  static void signalsTaken(RunState run, List<String> requestIds) {
    run.signalRequestIds.addAll(requestIds);
    var all = new LinkedHashSet<>(run.signalsTaken);
    all.addAll(requestIds);
    while (all.size() > SIGNALS_HANDED_ON) {
      all.removeFirst();
    }
    run.signalsTaken = List.copyOf(all);
  }

  static void searchAttributesUpserted(RunState run, HistoryEvent event) {
    run.searchAttributes =
        merge(
            run.searchAttributes,
            event
                .getUpsertWorkflowSearchAttributesEventAttributes()
                .getSearchAttributes()
                .getIndexedFieldsMap());
  }

  static void propertiesModified(RunState run, HistoryEvent event) {
    run.memo =
        merge(
            run.memo,
            event.getWorkflowPropertiesModifiedEventAttributes().getUpsertedMemo().getFieldsMap());
  }

  static void optionsUpdated(RunState run, HistoryEvent event) {
    var requestId =
        event.getWorkflowExecutionOptionsUpdatedEventAttributes().getAttachedRequestId();
    if (!requestId.isEmpty()) {
      run.requests.put(
          requestId, new RunState.RequestInfo(event.getEventType(), event.getEventId()));
    }
    var attributes = event.getWorkflowExecutionOptionsUpdatedEventAttributes();
    if (attributes.getUnsetVersioningOverride()) {
      run.versioningOverride = null;
    } else if (attributes.hasVersioningOverride()) {
      run.versioningOverride = attributes.getVersioningOverride();
    }
    if (attributes.hasPriority()) {
      run.priority = attributes.getPriority();
    }
    CallbackApplier.registered(
        run, attributes.getAttachedCompletionCallbacksList(), requestId, event);
  }

  /// A payload that says "null" deletes its key.
  private static Map<String, Payload> merge(Map<String, Payload> old, Map<String, Payload> news) {
    if (news.isEmpty()) {
      return old;
    }
    var merged = new LinkedHashMap<>(old);
    for (var entry : news.entrySet()) {
      if (NullPayload.is(entry.getValue())) {
        merged.remove(entry.getKey());
      } else {
        merged.put(entry.getKey(), entry.getValue());
      }
    }
    return merged;
  }
}

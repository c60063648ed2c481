package dev.perdure.engine.state;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.LinkedHashMap;

/// Applies the events of updates.
final class UpdateApplier {
  private UpdateApplier() {}

  static void admitted(RunState run, HistoryEvent event) {
    var request = event.getWorkflowExecutionUpdateAdmittedEventAttributes().getRequest();
    put(run, request.getMeta().getUpdateId(), new KnownUpdate(event.getEventId(), 0, 0));
  }

  static void accepted(RunState run, HistoryEvent event) {
    var id = event.getWorkflowExecutionUpdateAcceptedEventAttributes().getProtocolInstanceId();
    var known = run.updates.get(id);
    put(
        run,
        id,
        new KnownUpdate(known == null ? 0 : known.admittedEventId(), event.getEventId(), 0));
    run.runningUpdates++;
  }

  static void completed(RunState run, HistoryEvent event) {
    var attributes = event.getWorkflowExecutionUpdateCompletedEventAttributes();
    var known = run.updates.get(attributes.getMeta().getUpdateId());
    put(
        run,
        attributes.getMeta().getUpdateId(),
        new KnownUpdate(
            known == null ? 0 : known.admittedEventId(),
            attributes.getAcceptedEventId(),
            event.getEventId()));
    run.runningUpdates--;
  }

  private static void put(RunState run, String updateId, KnownUpdate update) {
    if (run.updates.isEmpty()) {
      run.updates = new LinkedHashMap<>();
    }
    run.updates.put(updateId, update);
  }

  /// Takes back what events behind this one did.
  static void cut(RunState run, long lastEventId) {
    for (var updates = run.updates.entrySet().iterator(); updates.hasNext(); ) {
      var entry = updates.next();
      var update = entry.getValue();
      if (update.admittedEventId() > lastEventId
          || (update.admittedEventId() == 0 && update.acceptedEventId() > lastEventId)) {
        updates.remove();
      } else if (update.acceptedEventId() > lastEventId) {
        entry.setValue(new KnownUpdate(update.admittedEventId(), 0, 0));
      } else if (update.completedEventId() > lastEventId) {
        entry.setValue(new KnownUpdate(update.admittedEventId(), update.acceptedEventId(), 0));
      }
    }
  }
}

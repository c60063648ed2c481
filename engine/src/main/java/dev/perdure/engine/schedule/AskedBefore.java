package dev.perdure.engine.schedule;

import dev.perdure.engine.record.ScheduleRecord;
import java.util.ArrayList;

/// The requests that changed a schedule lately: one that is repeated changes nothing.
final class AskedBefore {
  private static final int REMEMBERED = 100;

  private AskedBefore() {}

  static boolean is(ScheduleDraft draft, String requestId) {
    return !requestId.isEmpty() && draft.state().asked().requestIds().contains(requestId);
  }

  static void remember(ScheduleDraft draft, String requestId) {
    if (requestId.isEmpty()) {
      return;
    }
    var ids = new ArrayList<>(draft.state().asked().requestIds());
    ids.add(requestId);
    draft.emit(
        new ScheduleRecord.Asked(ids.subList(Math.max(0, ids.size() - REMEMBERED), ids.size())));
  }
}

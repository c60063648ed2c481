package dev.perdure.server.store;

import dev.perdure.engine.record.JournalRecord;
import java.util.List;

/// A schedule as lists need it.
///
/// @param records what is defined and where it stands
public record StoredSchedule(String scheduleId, List<JournalRecord> records) {
  public StoredSchedule {
    records = List.copyOf(records);
  }
}

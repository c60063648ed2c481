package dev.perdure.engine.schedule;

import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.record.BufferedStart;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleProgress;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.Times;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A decision about a schedule in the making. Where the schedule stands is changed in here, and
/// becomes one record in the end, if it differs from before.
final class ScheduleDraft {
  /// Most times that wait for their turn.
  static final int MOST_BUFFERED = 1_000;

  private static final int MOST_RECENT = 10;
  private static final Duration LEAST_CATCHUP = Duration.ofSeconds(10);
  private static final Duration USUAL_CATCHUP = Duration.ofDays(365);

  private final ScheduleState state;
  private final Instant now;
  private final Ids ids;
  private final List<JournalRecord> records = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();

  io.temporal.api.schedule.v1.ScheduleState control =
      io.temporal.api.schedule.v1.ScheduleState.getDefaultInstance();
  long conflictToken;
  Instant processedTo = Instant.EPOCH;
  @Nullable Instant updateTime;
  long started;
  long missed;
  long skipped;
  long dropped;
  long lastNumber;
  List<BufferedStart> buffer = new ArrayList<>();
  final List<ScheduleAction> actions = new ArrayList<>();
  final List<ScheduleActionResult> recent = new ArrayList<>();
  final List<BackfillRequest> backfills = new ArrayList<>();
  @Nullable Instant backfillDue;

  ScheduleDraft(ScheduleState state, Instant now, Ids ids) {
    this.state = state;
    this.now = now;
    this.ids = ids;
    if (!state.isGone()) {
      take(state.progress());
    }
  }

  private void take(ScheduleProgress progress) {
    control = progress.state();
    conflictToken = progress.conflictToken();
    processedTo = progress.processedTo();
    updateTime = progress.updateTime();
    started = progress.counts().actions();
    missed = progress.counts().missed();
    skipped = progress.counts().skipped();
    dropped = progress.counts().dropped();
    lastNumber = progress.lastNumber();
    buffer.addAll(progress.buffer());
    actions.addAll(progress.actions());
    recent.addAll(progress.recent());
    backfills.addAll(progress.backfills());
    backfillDue = progress.backfillDue();
  }

  private ScheduleProgress progress() {
    return new ScheduleProgress(
        control,
        conflictToken,
        processedTo,
        updateTime,
        new ScheduleProgress.Counts(started, missed, skipped, dropped),
        lastNumber,
        buffer,
        actions,
        recent,
        backfills,
        backfillDue);
  }

  ScheduleState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  Ids ids() {
    return ids;
  }

  List<JournalRecord> records() {
    return records;
  }

  List<Effect> effects() {
    return effects;
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void emit(ScheduleRecord record) {
    records.add(record);
    state.apply(record);
  }

  /// Writes down where the schedule stands now, if that has changed.
  void emitProgress() {
    var progress = progress();
    if (records.stream().anyMatch(ScheduleRecord.Defined.class::isInstance)
        || !progress.equals(state.progress())) {
      emit(new ScheduleRecord.Moved(progress));
    }
  }

  /// Whether it may take an action.
  ///
  /// @param manual whether a client has asked for it: then always
  boolean mayAct(boolean manual) {
    return manual
        || (!control.getPaused()
            && (!control.getLimitedActions() || control.getRemainingActions() > 0));
  }

  /// How many workflows are being started.
  int starting() {
    return (int) actions.stream().filter(ScheduleAction::isStarting).count();
  }

  /// Has an action wait for its turn, if there is room.
  void buffer(BufferedStart start) {
    if (buffer.size() < MOST_BUFFERED) {
      buffer.add(start);
    } else {
      dropped++;
    }
  }

  /// What an overlap policy means for this schedule.
  ScheduleOverlapPolicy resolve(ScheduleOverlapPolicy policy) {
    return policy == ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED
        ? state.defined().schedule().getPolicies().getOverlapPolicy()
        : policy;
  }

  /// How late an action may be.
  Duration catchupWindow() {
    return Times.duration(state.defined().schedule().getPolicies().getCatchupWindow());
  }

  static Duration catchupWindow(boolean isSet, com.google.protobuf.Duration wished) {
    if (!isSet) {
      return USUAL_CATCHUP;
    }
    var window = Times.duration(wished);
    return window.compareTo(LEAST_CATCHUP) < 0 ? LEAST_CATCHUP : window;
  }

  void addRecent(ScheduleActionResult result) {
    recent.add(result);
    while (recent.size() > MOST_RECENT) {
      recent.removeFirst();
    }
  }
}

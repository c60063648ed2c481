package dev.perdure.engine.state;

import dev.perdure.engine.calendar.CompiledSpec;
import dev.perdure.engine.calendar.NextTime;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.ScheduleProgress;
import dev.perdure.engine.record.ScheduleRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One schedule: the newest records of its parts. Reading is for everybody, writing by [#apply].
public final class ScheduleState implements EntityState {
  /// Most workflows that are being started at a time: more times are looked at when answers come.
  public static final int MOST_STARTING = 100;

  /// How long a schedule that has nothing to do any more is kept.
  public static final Duration RETENTION = Duration.ofDays(7);

  private final EntityKey key;
  private ScheduleRecord.@Nullable Defined defined;
  private @Nullable ScheduleProgress progress;
  private ScheduleRecord.Carried carried = ScheduleRecord.Carried.NOTHING;
  private ScheduleRecord.Asked asked = ScheduleRecord.Asked.NOTHING;
  private ScheduleRecord.Former former = ScheduleRecord.Former.NOTHING;

  /// Made from the records when it is asked for.
  private @Nullable CompiledSpec spec;

  private @Nullable Outlook outlook;

  /// The messages that are on their way; no record tells of them.
  private final Set<String> told = new HashSet<>();

  /// @param nextDue null if nothing is due
  /// @param isFinished whether nothing is due any more but that it goes
  private record Outlook(@Nullable Instant nextDue, boolean ready, boolean isFinished) {}

  private ScheduleState(EntityKey key) {
    this.key = key;
  }

  public static ScheduleState empty(EntityKey key) {
    return new ScheduleState(key);
  }

  @Override
  public EntityKey key() {
    return key;
  }

  /// Whether there is no such schedule, or none any more.
  @Override
  public boolean isGone() {
    return defined == null;
  }

  /// What clients have defined.
  ///
  /// @throws NullPointerException if there is no such schedule
  public ScheduleRecord.Defined defined() {
    return Objects.requireNonNull(defined);
  }

  /// Where it stands.
  ///
  /// @throws NullPointerException if there is no such schedule
  public ScheduleProgress progress() {
    return Objects.requireNonNull(progress);
  }

  /// What the next action is given.
  public ScheduleRecord.Carried carried() {
    return carried;
  }

  public ScheduleRecord.Asked asked() {
    return asked;
  }

  /// What is still being started by definitions that hold no more.
  public ScheduleRecord.Former former() {
    return former;
  }

  /// When it is due.
  ///
  /// @throws NullPointerException if there is no such schedule
  public CompiledSpec spec() {
    var known = spec;
    if (known == null) {
      known = CompiledSpec.of(defined().schedule().getSpec(), defined().jitterSeed());
      spec = known;
    }
    return known;
  }

  @Override
  public void apply(JournalRecord record) {
    outlook = null;
    switch (record) {
      case ScheduleRecord.Defined part -> {
        defined = part;
        spec = null;
      }
      case ScheduleRecord.Moved(var now) -> progress = now;
      case ScheduleRecord.Carried part -> carried = part;
      case ScheduleRecord.Asked part -> asked = part;
      case ScheduleRecord.Former part -> former = part;
      case ScheduleRecord.Deleted _ -> {
        defined = null;
        progress = null;
        carried = ScheduleRecord.Carried.NOTHING;
        asked = ScheduleRecord.Asked.NOTHING;
        former = ScheduleRecord.Former.NOTHING;
        spec = null;
        told.clear();
      }
      default -> throw new IllegalArgumentException("not a record of a schedule: " + record);
    }
  }

  /// Notes that a message is on its way.
  ///
  /// @return whether it was not before
  public boolean setTold(String message) {
    return told.add(message);
  }

  /// A message has been answered.
  public void clearTold(String message) {
    told.remove(message);
  }

  /// Whether it may take actions by itself: it is not paused, and has some left.
  public boolean isActive() {
    var state = progress().state();
    return !state.getPaused() && (!state.getLimitedActions() || state.getRemainingActions() > 0);
  }

  @Override
  public @Nullable Instant nextDue() {
    return outlook().nextDue;
  }

  @Override
  public boolean ready() {
    return outlook().ready;
  }

  @Override
  public boolean inFlight(Instant now) {
    return outlook().ready;
  }

  /// The messages that are on their way would be sent again.
  @Override
  public boolean isExpendable() {
    return !outlook().ready;
  }

  /// The schedule is looked through once after each change, not each time that somebody asks.
  private Outlook outlook() {
    var known = outlook;
    if (known == null) {
      known = progress == null ? new Outlook(null, false, false) : outlook(progress);
      outlook = known;
    }
    return known;
  }

  private Outlook outlook(ScheduleProgress now) {
    int starting = 0;
    boolean ready = false;
    for (var action : now.actions()) {
      starting += action.isStarting() ? 1 : 0;
      ready |= action.isStarting() || action.isStopping();
    }
    if (starting >= MOST_STARTING) {
      return new Outlook(null, ready, false); // The answers come first.
    }
    var next = isActive() ? spec().next(now.processedTo()) : new NextTime.Never();
    return switch (next) {
      case NextTime.Due due ->
          new Outlook(Times.earlier(due.actual(), now.backfillDue()), ready, false);
      case NextTime.NotUntil(var time) ->
          new Outlook(Times.earlier(time, now.backfillDue()), ready, false);
      case NextTime.Never _ ->
          isFinished(now, starting)
              ? new Outlook(expiration(now), ready, true)
              : new Outlook(now.backfillDue(), ready, false);
    };
  }

  /// Whether nothing of it will ever happen by itself. A paused one waits to go on.
  private static boolean isFinished(ScheduleProgress now, int starting) {
    return !now.state().getPaused()
        && starting == 0
        && now.buffer().isEmpty()
        && now.backfills().isEmpty();
  }

  /// When it goes, if it has nothing to do any more.
  private Instant expiration(ScheduleProgress now) {
    var last = defined().createTime();
    if (now.updateTime() != null && now.updateTime().isAfter(last)) {
      last = now.updateTime();
    }
    if (!now.recent().isEmpty()) {
      var action = Times.instant(now.recent().getLast().getActualTime());
      last = action.isAfter(last) ? action : last;
    }
    return last.plus(RETENTION);
  }

  /// Whether it has had nothing to do for so long that it goes.
  public boolean isExpired(Instant now) {
    var due = nextDue();
    return outlook().isFinished && due != null && !due.isAfter(now);
  }
}

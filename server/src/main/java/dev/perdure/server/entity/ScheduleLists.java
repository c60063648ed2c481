package dev.perdure.server.entity;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoredSchedule;
import dev.perdure.server.store.StoredSchedules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Lists of schedules: what was decided before a list is asked for is in it. They are in the order
/// of their ids, and read and looked at a part at a time.
///
/// Failures are [StoreException]s.
public final class ScheduleLists {
  private static final int PART = 500;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// A part ends early when its schedules take more heap than this.
  private static final long HEAP_BYTES = 12 << 20;

  private final StoredEntities store;

  /// A part of a list.
  ///
  /// @param next the id after which the next part begins, null if it is the last one
  public record Page(List<ScheduleState> schedules, @Nullable String next) {}

  public ScheduleLists(StoredEntities store) {
    this.store = store;
  }

  /// A part of the list of a namespace's schedules.
  ///
  /// @param where what they must be like
  /// @param limit most schedules; there may be fewer when they are large
  /// @param after the id that the part before ended with, empty for the first part
  /// @return fails with [StoreException.Kind#TOO_LONG] after two seconds
  public CompletableFuture<Page> list(
      String namespace, Predicate<ScheduleState> where, int limit, String after) {
    return list(namespace, where, after, new Found(limit), System.nanoTime());
  }

  private CompletableFuture<Page> list(
      String namespace, Predicate<ScheduleState> where, String after, Found found, long begun) {
    return schedules()
        .part(namespace, after, PART)
        .thenCompose(
            part -> {
              for (var stored : part) {
                var schedule = state(namespace, stored);
                if (where.test(schedule)) {
                  if (found.isFull()) {
                    return CompletableFuture.completedFuture(found.page());
                  }
                  found.add(schedule);
                }
              }
              if (part.isEmpty()) {
                return CompletableFuture.completedFuture(found.lastPage());
              }
              return tooLong(begun)
                  ? failed()
                  : list(namespace, where, part.getLast().scheduleId(), found, begun);
            });
  }

  /// What has been found of a part so far.
  private static final class Found {
    private final List<ScheduleState> schedules = new ArrayList<>();
    private final int limit;
    private long bytes;

    Found(int limit) {
      this.limit = limit;
    }

    boolean isFull() {
      return schedules.size() == limit || bytes > HEAP_BYTES;
    }

    void add(ScheduleState schedule) {
      schedules.add(schedule);
      bytes += StoredEntities.weight(schedule);
    }

    Page page() {
      return new Page(schedules, schedules.getLast().key().id());
    }

    Page lastPage() {
      return new Page(schedules, null);
    }
  }

  /// How many schedules of a namespace there are.
  ///
  /// @param where what they must be like, null for all of them
  /// @return fails with [StoreException.Kind#TOO_LONG] after two seconds
  public CompletableFuture<Long> count(String namespace, @Nullable Predicate<ScheduleState> where) {
    return where == null
        ? schedules().count(namespace)
        : count(namespace, where, "", 0, System.nanoTime());
  }

  private CompletableFuture<Long> count(
      String namespace, Predicate<ScheduleState> where, String after, long before, long begun) {
    return schedules()
        .part(namespace, after, PART)
        .thenCompose(
            part -> {
              long count =
                  before
                      + part.stream().map(stored -> state(namespace, stored)).filter(where).count();
              if (part.isEmpty()) {
                return CompletableFuture.completedFuture(count);
              }
              return tooLong(begun)
                  ? failed()
                  : count(namespace, where, part.getLast().scheduleId(), count, begun);
            });
  }

  private StoredSchedules schedules() {
    return new StoredSchedules(store.store());
  }

  private static boolean tooLong(long begun) {
    return System.nanoTime() - begun > LONGEST_NANOS;
  }

  private static <T> CompletableFuture<T> failed() {
    return CompletableFuture.failedFuture(
        new StoreException(
            StoreException.Kind.TOO_LONG, "Looking through the schedules took too long."));
  }

  private static ScheduleState state(String namespace, StoredSchedule stored) {
    var state = ScheduleState.empty(EntityKey.schedule(namespace, stored.scheduleId()));
    stored.records().forEach(state::apply);
    return state;
  }
}

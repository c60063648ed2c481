package dev.perdure.server;

import dev.perdure.server.clock.Due;
import dev.perdure.server.clock.TimeSkipping;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.Sleeper;
import dev.perdure.server.store.Store;
import dev.perdure.server.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What time has to skip to: every entity that is to be woken is in the store's index, also those
/// in memory.
///
/// @param store the store that is in use
record StoreAgenda(Supplier<Store> store, Entities entities, Timers timers)
    implements TimeSkipping.Agenda {
  @Override
  public CompletableFuture<List<Due>> page(@Nullable Due after, int limit) {
    return store
        .get()
        .sleepers(
            Instant.MAX,
            Optional.ofNullable(after).map(due -> new Sleeper(due.key(), due.at())),
            limit)
        .thenApply(
            page ->
                page.stream().map(sleeper -> new Due(sleeper.key(), sleeper.wakeAt())).toList());
  }

  @Override
  public void wake(Due due, Runnable done) {
    entities.wake(due.key(), done);
  }

  @Override
  public void skipped() {
    timers.timeSkipped();
  }

  @Override
  public CompletableFuture<Void> keep(Duration offset) {
    return store.get().clockOffset(offset);
  }
}

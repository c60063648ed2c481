package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickyCacheTest {
  private final List<String> closed = new ArrayList<>();
  private final StickyCache<String> shared = new StickyCache<>(2, closed::add);
  private final StickyCache<String>.Share cache = shared.share();

  private void use(String run) {
    StickyCache.Entry<String> entry = cache.acquire(run);
    entry.put(run);
    cache.release(entry);
  }

  private @Nullable String cached(String run) {
    StickyCache.Entry<String> entry = cache.acquire(run);
    try {
      return entry.run();
    } finally {
      cache.release(entry);
    }
  }

  @Test
  void the_run_that_was_not_used_for_the_longest_time_goes() {
    use("a");
    use("b");
    use("a");
    use("c");

    assertThat(closed).containsExactly("b");
    assertThat(cached("a")).isEqualTo("a");
    assertThat(cached("b")).isNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void an_evicted_run_is_closed_and_its_place_is_removed() {
    StickyCache.Entry<String> entry = cache.acquire("a");
    entry.put("a");

    cache.evict(entry);
    cache.release(entry);

    assertThat(closed).containsExactly("a");
    assertThat(cache.size()).isZero();
  }

  @Test
  void a_run_in_use_stays_until_it_is_released() {
    StickyCache.Entry<String> inUse = cache.acquire("a");
    inUse.put("a");
    CompletableFuture.runAsync(
            () -> {
              use("b");
              use("c");
            })
        .join();
    assertThat(closed).containsExactly("b");

    cache.release(inUse);
    use("d");

    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void one_thread_at_a_time_has_a_run() {
    StickyCache.Entry<String> first = cache.acquire("a");
    first.put("a1");
    CompletableFuture<@Nullable String> second = CompletableFuture.supplyAsync(() -> cached("a"));
    assertThat(second).isNotDone();

    first.put("a2");
    cache.release(first);

    assertThat(second.join()).isEqualTo("a2");
  }

  @Test
  void without_capacity_runs_are_closed_when_they_are_released() {
    var none = new StickyCache<String>(0, closed::add).share();

    StickyCache.Entry<String> entry = none.acquire("a");
    entry.put("a");
    none.release(entry);

    assertThat(closed).containsExactly("a");
    assertThat(none.size()).isZero();
  }

  @Test
  void clearing_closes_all_runs_and_those_in_use_when_they_are_released() {
    use("a");
    StickyCache.Entry<String> inUse = cache.acquire("b");
    inUse.put("b");

    CompletableFuture.runAsync(cache::clear).join();
    assertThat(closed).containsExactly("a");
    cache.release(inUse);

    assertThat(closed).containsExactly("a", "b");
  }

  @Test
  void workers_that_share_a_cache_have_one_bound_and_runs_of_their_own() {
    StickyCache<String>.Share other = shared.share();
    use("a");
    StickyCache.Entry<String> entry = other.acquire("a");
    assertThat(entry.run()).as("another worker's run").isNull();
    entry.put("a of the other");
    other.release(entry);

    use("b");

    assertThat(closed).containsExactly("a");
    assertThat(shared.size()).isEqualTo(2);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(other.size()).isEqualTo(1);

    other.clear();

    assertThat(closed).containsExactly("a", "a of the other");
    assertThat(cached("b")).isEqualTo("b");
  }

  @Test
  void a_run_that_cannot_be_closed_keeps_no_other_one() {
    var broken =
        new StickyCache<String>(
            10,
            run -> {
              closed.add(run);
              throw new IllegalStateException(run);
            });
    StickyCache<String>.Share share = broken.share();
    for (String run : List.of("a", "b")) {
      StickyCache.Entry<String> entry = share.acquire(run);
      entry.put(run);
      share.release(entry);
    }

    share.clear();

    assertThat(closed).containsExactly("a", "b");
    StickyCache.Entry<String> anew = share.acquire("a");
    anew.put("a again");
    share.release(anew); // the share is closed, so this ends it, too
    assertThat(closed).endsWith("a again");
    CompletableFuture.runAsync(() -> share.release(share.acquire("a"))).join();
  }
}

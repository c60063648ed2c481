package dev.perdure.server.batch;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.store.BatchJob;
import dev.perdure.server.store.Store;
import io.grpc.Channel;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The batch operations of all namespaces: one at a time goes on in each, and those that have ended
/// are told of for as long as the namespace keeps closed runs.
///
/// Whatever is told of them is on disk, and a start goes on with those that were under way.
public final class BatchJobs implements AutoCloseable {
  /// How many that have ended are told of in a namespace.
  private static final int ENDED_MAX = 256;

  private final Supplier<Store> store;
  private final Supplier<Channel> channel;
  private final InstantSource clock;
  private final Executor executor;

  /// In the order in which they have begun. What they went through is on disk only.
  private final Map<Key, DescribeBatchOperationResponse> ended = new LinkedHashMap<>();

  private final Map<Key, BatchRun> runs = new HashMap<>();
  private final Set<Key> starting = new HashSet<>();
  private final Map<Key, CompletableFuture<Optional<Rejection>>> stopping = new HashMap<>();

  private record Key(String namespace, String id) {
    static Key of(BatchJob job) {
      return new Key(job.namespace(), job.id());
    }
  }

  /// @param channel by which runs are found and changed, as any client does it
  /// @param executor where calls go on when something is on disk
  public BatchJobs(
      Supplier<Store> store, Supplier<Channel> channel, InstantSource clock, Executor executor) {
    this.store = store;
    this.channel = channel;
    this.clock = clock;
    this.executor = executor;
  }

  /// Goes on with what the file has.
  public synchronized void load(List<BatchJob> jobs) {
    for (var job : jobs) {
      if (job.isRunning()) {
        begin(job);
      } else {
        ended.put(Key.of(job), job.description());
      }
    }
  }

  /// Starts a batch operation that has been checked.
  ///
  /// @param kept how long ended ones are kept; null for ever
  /// @return why it is refused, or empty when it has started and is on disk
  public synchronized CompletableFuture<Optional<Rejection>> start(
      StartBatchOperationRequest request, @Nullable Duration kept) {
    dropOld(request.getNamespace(), kept, ENDED_MAX - 1);
    var key = new Key(request.getNamespace(), request.getJobId());
    var refusal = refusal(key);
    if (refusal != null) {
      return CompletableFuture.completedFuture(Optional.of(refusal));
    }
    var job = BatchDescription.begun(request, clock.instant());
    starting.add(key);
    return store
        .get()
        .batches()
        .add(job)
        .handleAsync((_, failure) -> begun(job, failure), executor);
  }

  private @Nullable Rejection refusal(Key key) {
    if (ended.containsKey(key) || runs.containsKey(key) || starting.contains(key)) {
      return new Rejection(
          Rejection.Code.ALREADY_EXISTS,
          "Batch operation already exists. JobId: %s.".formatted(key.id),
          null);
    }
    boolean busy =
        runs.values().stream()
                .map(BatchRun::job)
                .anyMatch(job -> job.isRunning() && job.namespace().equals(key.namespace))
            || starting.stream().anyMatch(other -> other.namespace.equals(key.namespace));
    return busy
        ? new Rejection(
            Rejection.Code.RESOURCE_EXHAUSTED,
            "Max concurrent batch operations is reached",
            ResourceExhaustedFailure.newBuilder()
                .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT)
                .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_NAMESPACE)
                .build())
        : null;
  }

  private synchronized Optional<Rejection> begun(BatchJob job, @Nullable Throwable failure) {
    boolean isWanted = starting.remove(Key.of(job));
    if (failure != null || !isWanted) {
      return Optional.of(unstored());
    }
    begin(job);
    return Optional.empty();
  }

  private static Rejection unstored() {
    return new Rejection(
        Rejection.Code.UNAVAILABLE, "The batch operation could not be stored; try again.", null);
  }

  private void begin(BatchJob job) {
    var key = Key.of(job);
    var run =
        new BatchRun(
            job,
            channel.get(),
            clock,
            reached -> store.get().batches().put(reached),
            () -> endedByItself(key));
    runs.put(key, run);
    run.start();
  }

  private synchronized void endedByItself(Key key) {
    var run = runs.remove(key);
    if (run != null) {
      ended.put(key, run.job().description());
    }
  }

  /// Ends a batch operation where it is.
  ///
  /// @return why it is refused, or empty when it has ended and that is on disk
  public synchronized CompletableFuture<Optional<Rejection>> stop(String namespace, String id) {
    var key = new Key(namespace, id);
    var stop = stopping.get(key);
    if (stop != null) {
      return stop;
    }
    var run = runs.get(key);
    if (run == null) {
      return CompletableFuture.completedFuture(
          Optional.of(
              ended.containsKey(key)
                  ? Rejection.alreadyCompleted()
                  : Rejection.notFound("workflow not found for ID: " + id)));
    }
    var reached = run.stop();
    var stopped =
        reached.isRunning()
            ? BatchDescription.ended(
                reached, BatchOperationState.BATCH_OPERATION_STATE_FAILED, clock.instant())
            : reached;
    var result =
        store
            .get()
            .batches()
            .put(stopped)
            .handleAsync((_, failure) -> stopped(run, stopped, failure), executor);
    stopping.put(key, result);
    return result;
  }

  private synchronized Optional<Rejection> stopped(
      BatchRun run, BatchJob stopped, @Nullable Throwable failure) {
    var key = Key.of(stopped);
    stopping.remove(key);
    if (failure == null) {
      if (runs.remove(key) != null) {
        ended.put(key, stopped.description());
      }
      return Optional.empty();
    }
    if (run.onDisk().isRunning() && runs.containsKey(key)) {
      begin(run.onDisk());
    }
    return Optional.of(unstored());
  }

  /// What is told of a batch operation.
  ///
  /// @param kept how long ended ones are kept; null for ever
  /// @return fails with a [dev.perdure.server.store.StoreException] if it cannot be read
  public synchronized CompletableFuture<Optional<DescribeBatchOperationResponse>> describe(
      String namespace, String id, @Nullable Duration kept) {
    dropOld(namespace, kept, ENDED_MAX);
    var key = new Key(namespace, id);
    var run = runs.get(key);
    if (run != null) {
      return CompletableFuture.completedFuture(Optional.of(BatchDescription.told(run.job())));
    }
    return ended.containsKey(key)
        ? store
            .get()
            .batches()
            .find(namespace, id)
            .thenApply(job -> job.map(BatchDescription::told))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /// What is told of all batch operations of a namespace, in any order, but for what they go
  /// through.
  ///
  /// @param kept how long ended ones are kept; null for ever
  public synchronized List<DescribeBatchOperationResponse> all(
      String namespace, @Nullable Duration kept) {
    dropOld(namespace, kept, ENDED_MAX);
    var all = new ArrayList<DescribeBatchOperationResponse>();
    runs.forEach(
        (key, run) -> {
          if (key.namespace.equals(namespace)) {
            all.add(run.job().description());
          }
        });
    ended.forEach(
        (key, description) -> {
          if (key.namespace.equals(namespace)) {
            all.add(description);
          }
        });
    return all;
  }

  /// Takes note of those that have ended, and drops the old ones.
  ///
  /// @param most how many that have ended may stay
  private void dropOld(String namespace, @Nullable Duration kept, int most) {
    List.copyOf(runs.values()).stream()
        .map(BatchRun::job)
        .filter(job -> !job.isRunning())
        .forEach(job -> endedByItself(Key.of(job)));
    var own = new LinkedHashMap<>(ended);
    own.keySet().removeIf(key -> !key.namespace.equals(namespace));
    int tooMany = own.size() - most;
    for (var entry : own.entrySet()) {
      if (tooMany-- > 0 || isOver(entry.getValue(), kept)) {
        ended.remove(entry.getKey());
        var _ = store.get().batches().drop(namespace, entry.getKey().id);
      }
    }
  }

  private boolean isOver(DescribeBatchOperationResponse description, @Nullable Duration kept) {
    return kept != null
        && Times.instant(description.getCloseTime()).plus(kept).isBefore(clock.instant());
  }

  /// Forgets all of a namespace that goes. May be called again.
  public synchronized void forget(String namespace) {
    starting.removeIf(key -> key.namespace.equals(namespace));
    ended.keySet().removeIf(key -> key.namespace.equals(namespace));
    runs.entrySet()
        .removeIf(
            entry -> {
              boolean gone = entry.getKey().namespace.equals(namespace);
              if (gone) {
                entry.getValue().stop();
              }
              return gone;
            });
  }

  /// Ends all of them until the next start.
  @Override
  public synchronized void close() {
    runs.values().forEach(BatchRun::stop);
  }
}

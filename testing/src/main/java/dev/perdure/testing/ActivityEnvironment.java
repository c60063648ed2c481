package dev.perdure.testing;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.client.Client;
import dev.perdure.common.Details;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.worker.CurrentActivity;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs activity code without a server and without a worker: what the code learns from
/// [dev.perdure.activity.Activity] comes from here.
///
/// ```java
/// var env = new ActivityEnvironment();
/// var receipt = env.run(() -> payments.charge("42", 1999));
/// ```
///
/// Any number of threads may use an environment. Once it was cancelled, or its worker was shut
/// down, that holds for whatever is run in it later as well.
public final class ActivityEnvironment {
  private final Set<ActivityUnderTest> running = ConcurrentHashMap.newKeySet();
  private volatile ActivityInfo info = new ActivityInfoBuilder().build();
  private volatile DataConverter dataConverter = DataConverter.defaults();
  private volatile Consumer<? super Details> heartbeatListener = _ -> {};
  private volatile @Nullable Client client;
  private volatile MetricMeter metricMeter = MetricMeter.noop();
  private volatile boolean interrupts = true;
  private final CountDownLatch workerShutdown = new CountDownLatch(1);
  private @Nullable ActivityCancellationDetails cancellation;

  /// Activity code with a result.
  ///
  /// @param <R> the type of the result
  /// @param <E> what it may throw; found by the compiler
  @FunctionalInterface
  public interface ActivityCall<R extends @Nullable Object, E extends Exception> {
    /// Calls the activity.
    R call() throws E;
  }

  /// Activity code without a result.
  ///
  /// @param <E> what it may throw; found by the compiler
  @FunctionalInterface
  public interface ActivityAction<E extends Exception> {
    /// Calls the activity.
    void run() throws E;
  }

  /// What activities that are run from now on are told about themselves.
  public ActivityEnvironment info(ActivityInfo info) {
    this.info = info;
    return this;
  }

  /// How details of heartbeats become bytes; the default converter without it.
  public ActivityEnvironment dataConverter(DataConverter converter) {
    this.dataConverter = converter;
    return this;
  }

  /// The client that activities get; there is none without it.
  public ActivityEnvironment client(Client client) {
    this.client = client;
    return this;
  }

  /// Keeps the metrics that activities make; nobody does without it.
  public ActivityEnvironment metricMeter(MetricMeter meter) {
    this.metricMeter = meter;
    return this;
  }

  /// Whether what is run from now on is spared the interrupt when it is to stop, as an activity
  /// with `noThreadInterrupt` in its definition is by a worker.
  public ActivityEnvironment noThreadInterrupt(boolean spared) {
    this.interrupts = !spared;
    return this;
  }

  /// Is told the details of each heartbeat, on the thread that makes it. Nothing is held back: a
  /// worker would send only some of them.
  public ActivityEnvironment onHeartbeat(Consumer<? super Details> listener) {
    this.heartbeatListener = listener;
    return this;
  }

  /// Runs activity code on this thread and returns its result. What it throws comes as it is.
  @SuppressWarnings("overloads") // A lambda with a result is never taken for one without.
  public <R extends @Nullable Object, E extends Exception> R run(ActivityCall<R, E> activity)
      throws E {
    var attempt = new ActivityUnderTest(this, info, dataConverter, heartbeatListener, interrupts);
    begin(attempt);
    try {
      return CurrentActivity.call(attempt, () -> attempt.call(activity));
    } finally {
      running.remove(attempt);
    }
  }

  /// Runs activity code on this thread. What it throws comes as it is.
  @SuppressWarnings("overloads") // A lambda with a result is never taken for one without.
  public <E extends Exception> void run(ActivityAction<E> activity) throws E {
    this.<@Nullable Void, E>run(
        () -> {
          activity.run();
          return null;
        });
  }

  private synchronized void begin(ActivityUnderTest attempt) {
    running.add(attempt);
    if (cancellation != null) {
      attempt.cancel(cancellation);
    }
  }

  /// Asks what runs here to stop, as after a request of its workflow: its thread is interrupted,
  /// and its next heartbeat throws.
  public void cancel() {
    cancel(ActivityCancellationDetails.none().withCancelRequested(true));
  }

  /// Asks what runs here to stop, for these reasons.
  public synchronized void cancel(ActivityCancellationDetails details) {
    cancellation = details;
    running.forEach(attempt -> attempt.cancel(details));
  }

  /// Lets what runs here know that its worker has begun to shut down; it may go on. A worker whose
  /// graceful shutdown timeout is over also [cancels][#cancel(ActivityCancellationDetails)].
  public void workerShutdown() {
    workerShutdown.countDown();
  }

  boolean isWorkerShutdown() {
    return workerShutdown.getCount() == 0;
  }

  boolean waitForWorkerShutdown(Duration timeout) throws InterruptedException {
    return workerShutdown.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  MetricMeter metricMeter() {
    return metricMeter;
  }

  Client client() {
    Client given = client;
    if (given == null) {
      throw new IllegalStateException(
          "The activity asks for its worker's client. Give the environment one: client(…).");
    }
    return given;
  }
}

package dev.perdure.testing;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.ActivityContext;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.activity.CompleteAsyncException;
import dev.perdure.client.Client;
import dev.perdure.common.Details;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.worker.Cancellation;
import dev.perdure.testing.ActivityEnvironment.ActivityCall;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of activity code in an [ActivityEnvironment].
final class ActivityUnderTest implements ActivityContext {
  private final ActivityEnvironment environment;
  private final ActivityInfo info;
  private final DataConverter converter;
  private final Consumer<? super Details> heartbeatListener;
  private final Cancellation cancellation;

  ActivityUnderTest(
      ActivityEnvironment environment,
      ActivityInfo info,
      DataConverter converter,
      Consumer<? super Details> heartbeatListener,
      boolean interrupts) {
    this.environment = environment;
    this.info = info;
    this.converter = converter;
    this.heartbeatListener = heartbeatListener;
    this.cancellation = new Cancellation(interrupts);
  }

  <R extends @Nullable Object, E extends Exception> R call(ActivityCall<R, E> activity) throws E {
    cancellation.enter();
    try {
      return activity.call();
    } finally {
      cancellation.exit();
    }
  }

  void cancel(ActivityCancellationDetails details) {
    cancellation.cancel(details);
  }

  @Override
  public ActivityInfo info() {
    return info;
  }

  /// The details are converted there and back, so that those which cannot be sent are noticed.
  @Override
  public void heartbeat(@Nullable Object... details) {
    heartbeatListener.accept(converter.decodeDetails(converter.encodeAll(details)));
    if (cancellation.takeStop()) {
      throw CancelledFailure.of("The activity is to stop: " + cancellation.details());
    }
  }

  @Override
  public boolean isCancelled() {
    return cancellation.details() != null;
  }

  @Override
  public Optional<ActivityCancellationDetails> cancellationDetails() {
    return Optional.ofNullable(cancellation.details());
  }

  @Override
  public boolean waitForCancelled(Duration timeout) throws InterruptedException {
    return cancellation.await(timeout);
  }

  @Override
  public boolean isWorkerShutdown() {
    return environment.isWorkerShutdown();
  }

  @Override
  public boolean waitForWorkerShutdown(Duration timeout) throws InterruptedException {
    return environment.waitForWorkerShutdown(timeout);
  }

  @Override
  public Client client() {
    return environment.client();
  }

  @Override
  public PayloadConverter payloadConverter() {
    return converter.payloadConverter();
  }

  @Override
  public MetricMeter metricMeter() {
    return environment.metricMeter();
  }

  @Override
  public CompleteAsyncException completeAsync() {
    return new CompleteAsyncException();
  }
}

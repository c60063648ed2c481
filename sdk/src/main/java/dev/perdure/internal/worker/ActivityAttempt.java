package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.ActivityContext;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.activity.CompleteAsyncException;
import dev.perdure.client.Client;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.ActivityInboundCalls.ExecuteActivityInput;
import dev.perdure.worker.ActivityOutboundCalls;
import dev.perdure.worker.WorkerInterceptor;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payloads;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;

/// One attempt of an activity, remote or local, while its code runs: calls the method, and is what
/// the code sees of itself.
final class ActivityAttempt implements ActivityContext {
  private static final Logger log = LoggerFactory.getLogger(ActivityAttempt.class);

  private final ActivityInfo info;
  private final Payloads input;
  private final Header header;
  private final ActivityDefinition definition;
  private final ActivityHost host;
  private final DataConverter converter;
  private final Consumer<Payloads> heartbeat;
  private final Cancellation cancellation;
  private final AtomicBoolean completedAsync = new AtomicBoolean();
  private volatile ActivityOutboundCalls outbound = new Outbound();

  /// @param converter that of the attempt's values
  /// @param heartbeat takes the details of each heartbeat
  ActivityAttempt(
      ActivityInfo info,
      Payloads input,
      Header header,
      ActivityDefinition definition,
      DataConverter converter,
      ActivityHost host,
      Consumer<Payloads> heartbeat) {
    this.info = info;
    this.input = input;
    this.header = header;
    this.definition = definition;
    this.host = host;
    this.converter = converter;
    this.heartbeat = heartbeat;
    this.cancellation = new Cancellation(definition.isInterruptible());
  }

  /// Runs the attempt from its arguments to its outcome, on the current thread.
  ActivityOutcome run() {
    long start = host.metrics().clock();
    ActivityOutcome outcome = CurrentActivity.call(this, this::call);
    host.metrics().activity(info, start, outcome);
    return outcome;
  }

  /// Asks the attempt to stop.
  void cancel(ActivityCancellationDetails reason) {
    cancellation.cancel(reason);
  }

  private ActivityOutcome call() {
    try {
      @Nullable Object result = invoke(decodeArguments());
      return completedAsync.get()
          ? new ActivityOutcome.Untold()
          : ActivityOutcomes.returned(result, cancellation.details(), converter);
    } catch (Throwable e) {
      ActivityOutcome outcome =
          ActivityOutcomes.threw(e, cancellation.details(), completedAsync.get(), converter);
      if (outcome instanceof ActivityOutcome.Failed) {
        logFailure(e);
      }
      return outcome;
    }
  }

  private @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
    cancellation.enter();
    try (var _ = MDC.putCloseable("activityId", info.activityId());
        var _ = MDC.putCloseable("activityType", info.activityType());
        var _ = MDC.putCloseable("attempt", Integer.toString(info.attempt()));
        var _ = logged("workflowId", info.workflowId());
        var _ = logged("runId", info.workflowRunId());
        var _ = logged("workflowType", info.workflowType());
        var _ = logged("activityRunId", info.activityRunId())) {
      return intercept(arguments);
    } finally {
      cancellation.exit();
    }
  }

  private static @Nullable MDCCloseable logged(String key, Optional<String> value) {
    return value.map(text -> MDC.putCloseable(key, text)).orElse(null);
  }

  private @Nullable Object intercept(@Nullable Object[] arguments) throws Throwable {
    if (host.interceptors().isEmpty()) {
      return run(arguments);
    }
    ActivityInboundCalls inbound = new Inbound();
    for (WorkerInterceptor interceptor : host.interceptors().reversed()) {
      inbound = interceptor.interceptActivity(inbound);
    }
    inbound.init(outbound);
    return inbound.executeActivity(
        new ExecuteActivityInput(Arrays.asList(arguments), header.getFieldsMap()));
  }

  /// Runs the code, here or in a process of its own.
  private @Nullable Object run(@Nullable Object[] arguments) throws Throwable {
    return definition.isInProcess() && host.processes() != null
        ? host.processes().run(this, (PolledActivityInfo) info, definition.type(), arguments)
        : definition.invoke(arguments);
  }

  private @Nullable Object[] decodeArguments() {
    try {
      return definition.arguments(input, converter);
    } catch (DataConversionException e) {
      throw ApplicationFailure.of(
              "Failed decoding arguments: " + e.getMessage(), "DataConversionException")
          .withCause(e);
    }
  }

  private void logFailure(Throwable thrown) {
    if (thrown instanceof ApplicationFailure failure
        && failure.category() == ApplicationFailure.Category.BENIGN) {
      log.debug("{} failed.", info, thrown);
    } else {
      log.warn("{} failed.", info, thrown);
    }
  }

  @Override
  public ActivityInfo info() {
    return outbound.info();
  }

  @Override
  public void heartbeat(@Nullable Object... details) {
    outbound.heartbeat(Arrays.asList(details));
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
    return host.shutdown().getCount() == 0;
  }

  @Override
  public boolean waitForWorkerShutdown(Duration timeout) throws InterruptedException {
    return host.shutdown().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Client client() {
    return host.client().get();
  }

  @Override
  public MetricMeter metricMeter() {
    return host.metrics().meter(info.activityType());
  }

  @Override
  public PayloadConverter payloadConverter() {
    return converter.payloadConverter();
  }

  @Override
  public CompleteAsyncException completeAsync() {
    if (info.isLocal()) {
      throw new IllegalStateException(
          "A local activity cannot be completed from elsewhere. Run it with executeActivity.");
    }
    completedAsync.set(true);
    return new CompleteAsyncException();
  }

  /// The activity's method, behind all interceptors.
  private final class Inbound implements ActivityInboundCalls {
    @Override
    public ActivityInboundCalls next() {
      throw new IllegalStateException("Nothing is behind the activity itself.");
    }

    @Override
    public void init(ActivityOutboundCalls calls) {
      outbound = calls;
    }

    @Override
    public @Nullable Object executeActivity(ExecuteActivityInput input) throws Exception {
      try {
        return run(input.arguments().toArray());
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new UndeclaredThrowableException(e);
      }
    }
  }

  /// What the attempt asks for, behind all interceptors.
  private final class Outbound implements ActivityOutboundCalls {
    @Override
    public ActivityOutboundCalls next() {
      throw new IllegalStateException("Nothing is behind the activity's worker itself.");
    }

    @Override
    public ActivityInfo info() {
      return info;
    }

    @Override
    public void heartbeat(List<@Nullable Object> details) {
      heartbeat.accept(converter.encodeList(details));
      if (cancellation.takeStop()) {
        throw CancelledFailure.of("The activity is to stop: " + cancellation.details());
      }
    }
  }
}

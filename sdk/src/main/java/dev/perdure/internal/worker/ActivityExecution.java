package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.ActivityContext;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.activity.CompleteAsyncException;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.worker.ActivityOutcome.Cancelled;
import dev.perdure.internal.worker.ActivityOutcome.Failed;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.ActivityInboundCalls.ExecuteActivityInput;
import dev.perdure.worker.ActivityOutboundCalls;
import dev.perdure.worker.WorkerInterceptor;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt of an activity on this worker: calls the method, passes on heartbeats and
/// cancellation while it runs, and reports how it ended.
final class ActivityExecution implements ActivityContext {
  private static final Logger log = LoggerFactory.getLogger(ActivityExecution.class);

  private final PolledActivityInfo info;
  private final ActivityDefinition definition;
  private final DataConverter converter;
  private final ActivityServer server;
  private final Heartbeats heartbeats;
  private final LocalTimeout timeout;
  private final BooleanSupplier workerShutdown;
  private final Cancellation cancellation = new Cancellation();
  private final AtomicBoolean completedAsync = new AtomicBoolean();
  private final List<WorkerInterceptor> interceptors;
  private volatile ActivityOutboundCalls outbound = new Outbound();

  ActivityExecution(
      PolledActivityInfo info,
      ActivityDefinition definition,
      List<WorkerInterceptor> interceptors,
      ActivityServer server,
      ActivitySettings settings,
      WorkerTimers timers,
      BooleanSupplier workerShutdown) {
    this.info = info;
    this.definition = definition;
    this.interceptors = interceptors;
    this.converter = info.converter();
    this.server = server;
    this.workerShutdown = workerShutdown;
    this.heartbeats =
        new Heartbeats(
            Heartbeats.interval(
                info.heartbeatTimeout(),
                settings.defaultThrottleInterval(),
                settings.maxThrottleInterval()),
            timers,
            Thread::startVirtualThread,
            details -> server.heartbeat(info, details, cancellation::cancel));
    this.timeout =
        new LocalTimeout(
            info.startToCloseTimeout(),
            info.heartbeatTimeout(),
            timers,
            () -> cancel(new ActivityCancellationDetails(false, false, false, false, true, false)));
  }

  /// Runs the attempt from its arguments to its report.
  void run() {
    timeout.start();
    ActivityOutcome outcome;
    try {
      outcome = CurrentActivity.call(this, this::call);
      timeout.end();
      if (outcome instanceof Failed || outcome instanceof Cancelled) {
        flushHeartbeats();
      }
    } finally {
      timeout.end();
      heartbeats.end();
    }
    server.report(info, outcome);
  }

  /// Asks the attempt to stop.
  void cancel(ActivityCancellationDetails reason) {
    cancellation.cancel(reason);
  }

  private ActivityOutcome call() {
    try {
      @Nullable Object[] arguments = decodeArguments();
      @Nullable Object result = invoke(arguments);
      return completedAsync.get()
          ? new ActivityOutcome.Untold()
          : ActivityOutcomes.returned(result, cancellation.details(), converter);
    } catch (Throwable e) {
      ActivityOutcome outcome =
          ActivityOutcomes.threw(e, cancellation.details(), completedAsync.get(), converter);
      if (outcome instanceof Failed) {
        logFailure(e);
      }
      return outcome;
    }
  }

  private @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
    cancellation.enter();
    try {
      if (interceptors.isEmpty()) {
        return definition.invoke(arguments);
      }
      ActivityInboundCalls inbound = new Inbound();
      for (WorkerInterceptor interceptor : interceptors.reversed()) {
        inbound = interceptor.interceptActivity(inbound);
      }
      inbound.init(outbound);
      return inbound.executeActivity(
          new ExecuteActivityInput(
              Arrays.asList(arguments), info.task().getHeader().getFieldsMap()));
    } finally {
      cancellation.exit();
    }
  }

  private @Nullable Object[] decodeArguments() {
    try {
      return converter.decodeArguments(info.task().getInput(), definition.parameterTypes());
    } catch (DataConversionException e) {
      throw ApplicationFailure.of(
              "Failed decoding arguments: " + e.getMessage(), "DataConversionException")
          .withCause(e);
    }
  }

  private void flushHeartbeats() {
    try {
      heartbeats.flush();
    } catch (InterruptedException e) {
      // Nobody interrupts an activity's thread after its method ended but the owner of the thread.
      Thread.currentThread().interrupt();
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
  public boolean awaitCancelled(Duration timeout) throws InterruptedException {
    return cancellation.await(timeout);
  }

  @Override
  public boolean isWorkerShutdown() {
    return workerShutdown.getAsBoolean();
  }

  @Override
  public CompleteAsyncException completeAsync() {
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
        return definition.invoke(input.arguments().toArray());
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
      timeout.heartbeat();
      heartbeats.record(converter.encodeList(details));
      if (cancellation.takeStop()) {
        throw CancelledFailure.of("The activity is to stop: " + cancellation.details());
      }
    }
  }
}

package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A user's meter whose errors stop nothing: a metric that is lost must cost no call and no task.
/// Only the first error is logged, as metrics are recorded often.
public final class GuardedMeter extends WrappedMeter {
  private static final Logger log = LoggerFactory.getLogger(GuardedMeter.class);

  private final AtomicBoolean failed;

  private GuardedMeter(MetricMeter meter, AtomicBoolean failed) {
    super(meter);
    this.failed = failed;
  }

  /// The meter without its errors. One that keeps nothing stays as it is.
  public static MetricMeter of(MetricMeter meter) {
    return meter instanceof NoopMeter || meter instanceof GuardedMeter
        ? meter
        : new GuardedMeter(meter, new AtomicBoolean());
  }

  @Override
  public MetricMeter withAdditionalAttributes(Map<String, String> attributes) {
    return new GuardedMeter(made(from -> from.withAdditionalAttributes(attributes)), failed);
  }

  @Override
  <T> T made(Function<MetricMeter, T> instrument) {
    try {
      return super.made(instrument);
    } catch (RuntimeException e) {
      failed(e);
      return instrument.apply(NoopMeter.INSTANCE);
    }
  }

  @Override
  void record(Map<String, String> attributes, Consumer<Map<String, String>> recording) {
    try {
      recording.accept(attributes);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException error) {
    if (failed.compareAndSet(false, true)) {
      log.warn("The meter failed, and a metric is lost. Further errors are not logged.", error);
    }
  }
}

package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A user's meter whose errors stop nothing: a metric that is lost must cost no call and no task.
/// Only the first error is logged, as metrics are recorded often.
public final class GuardedMeter implements MetricMeter {
  private static final Logger log = LoggerFactory.getLogger(GuardedMeter.class);

  private final MetricMeter meter;
  private final AtomicBoolean failed;

  private GuardedMeter(MetricMeter meter, AtomicBoolean failed) {
    this.meter = meter;
    this.failed = failed;
  }

  /// The meter without its errors. One that keeps nothing stays as it is.
  public static MetricMeter of(MetricMeter meter) {
    return meter instanceof NoopMeter || meter instanceof GuardedMeter
        ? meter
        : new GuardedMeter(meter, new AtomicBoolean());
  }

  @Override
  public Counter createCounter(String name, String description, String unit) {
    Counter counter =
        made(
            () -> meter.createCounter(name, description, unit),
            NoopMeter.INSTANCE.createCounter(name, description, unit));
    return (value, attributes) -> guard(() -> counter.add(value, attributes));
  }

  @Override
  public Histogram createHistogram(String name, String description, String unit) {
    Histogram histogram =
        made(
            () -> meter.createHistogram(name, description, unit),
            NoopMeter.INSTANCE.createHistogram(name, description, unit));
    return (value, attributes) -> guard(() -> histogram.record(value, attributes));
  }

  @Override
  public HistogramDouble createHistogramDouble(String name, String description, String unit) {
    HistogramDouble histogram =
        made(
            () -> meter.createHistogramDouble(name, description, unit),
            NoopMeter.INSTANCE.createHistogramDouble(name, description, unit));
    return (value, attributes) -> guard(() -> histogram.record(value, attributes));
  }

  @Override
  public HistogramDuration createHistogramDuration(String name, String description, String unit) {
    HistogramDuration histogram =
        made(
            () -> meter.createHistogramDuration(name, description, unit),
            NoopMeter.INSTANCE.createHistogramDuration(name, description, unit));
    return (value, attributes) -> guard(() -> histogram.record(value, attributes));
  }

  @Override
  public Gauge createGauge(String name, String description, String unit) {
    Gauge gauge =
        made(
            () -> meter.createGauge(name, description, unit),
            NoopMeter.INSTANCE.createGauge(name, description, unit));
    return (value, attributes) -> guard(() -> gauge.set(value, attributes));
  }

  @Override
  public GaugeDouble createGaugeDouble(String name, String description, String unit) {
    GaugeDouble gauge =
        made(
            () -> meter.createGaugeDouble(name, description, unit),
            NoopMeter.INSTANCE.createGaugeDouble(name, description, unit));
    return (value, attributes) -> guard(() -> gauge.set(value, attributes));
  }

  @Override
  public MetricMeter withAdditionalAttributes(Map<String, String> attributes) {
    return new GuardedMeter(
        made(() -> meter.withAdditionalAttributes(attributes), NoopMeter.INSTANCE), failed);
  }

  private <T> T made(Supplier<T> make, T otherwise) {
    try {
      return make.get();
    } catch (RuntimeException e) {
      failed(e);
      return otherwise;
    }
  }

  private void guard(Runnable recording) {
    try {
      recording.run();
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

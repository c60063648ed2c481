package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A meter that adds attributes to all that is recorded, and records only while it may: workflow
/// code must not count again what it repeats.
public final class ScopedMeter implements MetricMeter {
  private final MetricMeter meter;
  private final Map<String, String> attributes;
  private final BooleanSupplier recording;

  /// @param recording whether what is recorded counts; asked each time
  public ScopedMeter(MetricMeter meter, Map<String, String> attributes, BooleanSupplier recording) {
    this.meter = meter;
    this.attributes = Map.copyOf(attributes);
    this.recording = recording;
  }

  @Override
  public Counter createCounter(String name, String description, String unit) {
    Counter counter = meter.createCounter(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        counter.add(value, with(more));
      }
    };
  }

  @Override
  public Histogram createHistogram(String name, String description, String unit) {
    Histogram histogram = meter.createHistogram(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        histogram.record(value, with(more));
      }
    };
  }

  @Override
  public HistogramDouble createHistogramDouble(String name, String description, String unit) {
    HistogramDouble histogram = meter.createHistogramDouble(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        histogram.record(value, with(more));
      }
    };
  }

  @Override
  public HistogramDuration createHistogramDuration(String name, String description, String unit) {
    HistogramDuration histogram = meter.createHistogramDuration(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        histogram.record(value, with(more));
      }
    };
  }

  @Override
  public Gauge createGauge(String name, String description, String unit) {
    Gauge gauge = meter.createGauge(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        gauge.set(value, with(more));
      }
    };
  }

  @Override
  public GaugeDouble createGaugeDouble(String name, String description, String unit) {
    GaugeDouble gauge = meter.createGaugeDouble(name, description, unit);
    return (value, more) -> {
      if (recording.getAsBoolean()) {
        gauge.set(value, with(more));
      }
    };
  }

  private Map<String, String> with(Map<String, String> more) {
    if (more.isEmpty()) {
      return attributes;
    }
    var all = new HashMap<>(attributes);
    all.putAll(more);
    return all;
  }
}

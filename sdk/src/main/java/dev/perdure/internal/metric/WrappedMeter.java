package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// A meter that stands before another one, and decides how that one is called.
abstract class WrappedMeter implements MetricMeter {
  final MetricMeter meter;

  WrappedMeter(MetricMeter meter) {
    this.meter = meter;
  }

  /// Makes an instrument of the meter.
  <T> T made(Function<MetricMeter, T> instrument) {
    return instrument.apply(meter);
  }

  /// Records something, or does not.
  ///
  /// @param recording does it, with the attributes that it is given
  abstract void record(Map<String, String> attributes, Consumer<Map<String, String>> recording);

  @Override
  public final Counter createCounter(String name, String description, String unit) {
    Counter counter = made(from -> from.createCounter(name, description, unit));
    return (value, attributes) -> record(attributes, all -> counter.add(value, all));
  }

  @Override
  public final Histogram createHistogram(String name, String description, String unit) {
    Histogram histogram = made(from -> from.createHistogram(name, description, unit));
    return (value, attributes) -> record(attributes, all -> histogram.record(value, all));
  }

  @Override
  public final HistogramDouble createHistogramDouble(String name, String description, String unit) {
    HistogramDouble histogram = made(from -> from.createHistogramDouble(name, description, unit));
    return (value, attributes) -> record(attributes, all -> histogram.record(value, all));
  }

  @Override
  public final HistogramDuration createHistogramDuration(
      String name, String description, String unit) {
    HistogramDuration histogram =
        made(from -> from.createHistogramDuration(name, description, unit));
    return (value, attributes) -> record(attributes, all -> histogram.record(value, all));
  }

  @Override
  public final Gauge createGauge(String name, String description, String unit) {
    Gauge gauge = made(from -> from.createGauge(name, description, unit));
    return (value, attributes) -> record(attributes, all -> gauge.set(value, all));
  }

  @Override
  public final GaugeDouble createGaugeDouble(String name, String description, String unit) {
    GaugeDouble gauge = made(from -> from.createGaugeDouble(name, description, unit));
    return (value, attributes) -> record(attributes, all -> gauge.set(value, all));
  }
}

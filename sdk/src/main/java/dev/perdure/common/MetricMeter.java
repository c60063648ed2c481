package dev.perdure.common;

import dev.perdure.internal.metric.NoopMeter;
import dev.perdure.internal.metric.ScopedMeter;
import java.time.Duration;
import java.util.Map;

/// Makes metrics, and is what a program implements to connect the library that it keeps its metrics
/// with. The SDK records its own metrics, whose names begin with `temporal_`, and those of workflow
/// and activity code through the meter that the client's options have.
///
/// An implementation may be called by any thread. It is asked for the same name again and again, so
/// it should keep what it has made. Descriptions and units may be empty.
public interface MetricMeter {
  /// A meter that keeps nothing and costs nothing.
  static MetricMeter noop() {
    return NoopMeter.INSTANCE;
  }

  /// A counter, which only grows.
  Counter createCounter(String name, String description, String unit);

  /// A distribution of whole numbers.
  Histogram createHistogram(String name, String description, String unit);

  /// A distribution of numbers.
  HistogramDouble createHistogramDouble(String name, String description, String unit);

  /// A distribution of durations.
  HistogramDuration createHistogramDuration(String name, String description, String unit);

  /// The latest of whole numbers.
  Gauge createGauge(String name, String description, String unit);

  /// The latest of numbers.
  GaugeDouble createGaugeDouble(String name, String description, String unit);

  /// A counter without description and unit.
  default Counter createCounter(String name) {
    return createCounter(name, "", "");
  }

  /// A distribution of whole numbers without description and unit.
  default Histogram createHistogram(String name) {
    return createHistogram(name, "", "");
  }

  /// A distribution of numbers without description and unit.
  default HistogramDouble createHistogramDouble(String name) {
    return createHistogramDouble(name, "", "");
  }

  /// A distribution of durations without description and unit.
  default HistogramDuration createHistogramDuration(String name) {
    return createHistogramDuration(name, "", "");
  }

  /// The latest of whole numbers without description and unit.
  default Gauge createGauge(String name) {
    return createGauge(name, "", "");
  }

  /// The latest of numbers without description and unit.
  default GaugeDouble createGaugeDouble(String name) {
    return createGaugeDouble(name, "", "");
  }

  /// The same with attributes for all that is recorded. What is recorded may add some, or replace
  /// their values.
  default MetricMeter withAdditionalAttributes(Map<String, String> attributes) {
    return attributes.isEmpty() ? this : new ScopedMeter(this, attributes, () -> true);
  }

  /// A number that only grows.
  @FunctionalInterface
  interface Counter {
    /// Adds to it.
    void add(long value, Map<String, String> attributes);

    /// Adds to it.
    default void add(long value) {
      add(value, Map.of());
    }
  }

  /// A distribution of whole numbers.
  @FunctionalInterface
  interface Histogram {
    /// Adds a value to it.
    void record(long value, Map<String, String> attributes);

    /// Adds a value to it.
    default void record(long value) {
      record(value, Map.of());
    }
  }

  /// A distribution of numbers.
  @FunctionalInterface
  interface HistogramDouble {
    /// Adds a value to it.
    void record(double value, Map<String, String> attributes);

    /// Adds a value to it.
    default void record(double value) {
      record(value, Map.of());
    }
  }

  /// A distribution of durations.
  @FunctionalInterface
  interface HistogramDuration {
    /// Adds a value to it.
    void record(Duration value, Map<String, String> attributes);

    /// Adds a value to it.
    default void record(Duration value) {
      record(value, Map.of());
    }
  }

  /// The latest of whole numbers.
  @FunctionalInterface
  interface Gauge {
    /// Replaces it.
    void set(long value, Map<String, String> attributes);

    /// Replaces it.
    default void set(long value) {
      set(value, Map.of());
    }
  }

  /// The latest of numbers.
  @FunctionalInterface
  interface GaugeDouble {
    /// Replaces it.
    void set(double value, Map<String, String> attributes);

    /// Replaces it.
    default void set(double value) {
      set(value, Map.of());
    }
  }
}

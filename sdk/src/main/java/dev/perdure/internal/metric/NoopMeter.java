package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.Map;

/// Keeps nothing.
public final class NoopMeter implements MetricMeter {
  /// The only one.
  public static final NoopMeter INSTANCE = new NoopMeter();

  private static final Counter COUNTER = (_, _) -> {};
  private static final Histogram HISTOGRAM = (_, _) -> {};
  private static final HistogramDouble HISTOGRAM_DOUBLE = (_, _) -> {};
  private static final HistogramDuration HISTOGRAM_DURATION = (_, _) -> {};
  private static final Gauge GAUGE = (_, _) -> {};
  private static final GaugeDouble GAUGE_DOUBLE = (_, _) -> {};

  private NoopMeter() {}

  @Override
  public Counter createCounter(String name, String description, String unit) {
    return COUNTER;
  }

  @Override
  public Histogram createHistogram(String name, String description, String unit) {
    return HISTOGRAM;
  }

  @Override
  public HistogramDouble createHistogramDouble(String name, String description, String unit) {
    return HISTOGRAM_DOUBLE;
  }

  @Override
  public HistogramDuration createHistogramDuration(String name, String description, String unit) {
    return HISTOGRAM_DURATION;
  }

  @Override
  public Gauge createGauge(String name, String description, String unit) {
    return GAUGE;
  }

  @Override
  public GaugeDouble createGaugeDouble(String name, String description, String unit) {
    return GAUGE_DOUBLE;
  }

  @Override
  public MetricMeter withAdditionalAttributes(Map<String, String> attributes) {
    return this;
  }
}

package guide.production;

import dev.perdure.common.MetricMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps metrics in a registry of Micrometer.
public final class MicrometerMeter implements MetricMeter {
  private final MeterRegistry registry;
  private final ConcurrentMap<GaugeId, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();

  private record GaugeId(String name, Map<String, String> attributes) {}

  public MicrometerMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Counter createCounter(String name, String description, String unit) {
    return (value, attributes) ->
        registry.counter(name, tags(attributes)).increment((double) value);
  }

  @Override
  public Histogram createHistogram(String name, String description, String unit) {
    return (value, attributes) -> summary(name, unit, attributes).record((double) value);
  }

  @Override
  public HistogramDouble createHistogramDouble(String name, String description, String unit) {
    return (value, attributes) -> summary(name, unit, attributes).record(value);
  }

  @Override
  public HistogramDuration createHistogramDuration(String name, String description, String unit) {
    return (value, attributes) ->
        Timer.builder(name)
            .tags(tags(attributes))
            .publishPercentileHistogram()
            .register(registry)
            .record(value);
  }

  @Override
  public Gauge createGauge(String name, String description, String unit) {
    return (value, attributes) -> set(name, attributes, (double) value);
  }

  @Override
  public GaugeDouble createGaugeDouble(String name, String description, String unit) {
    return (value, attributes) -> set(name, attributes, value);
  }

  private DistributionSummary summary(String name, String unit, Map<String, String> attributes) {
    return DistributionSummary.builder(name)
        .baseUnit(unit)
        .tags(tags(attributes))
        .register(registry);
  }

  private void set(String name, Map<String, String> attributes, double value) {
    gauges.computeIfAbsent(new GaugeId(name, Map.copyOf(attributes)), this::gauge).set(value);
  }

  /// Micrometer asks for the latest value when it wants to.
  private AtomicReference<Double> gauge(GaugeId id) {
    var latest = new AtomicReference<>(0.0);
    io.micrometer.core.instrument.Gauge.builder(id.name, latest, AtomicReference::get)
        .tags(tags(id.attributes))
        .register(registry);
    return latest;
  }

  private static List<Tag> tags(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(attribute -> Tag.of(attribute.getKey(), attribute.getValue()))
        .toList();
  }
}

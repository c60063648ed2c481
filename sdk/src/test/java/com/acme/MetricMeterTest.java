package com.acme;

import static dev.perdure.internal.workflow.SimulatedServer.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.ClientOptions;
import dev.perdure.common.MetricMeter;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Metrics, as somebody sees them who connects a library of his own.
final class MetricMeterTest {
  private final List<String> recorded = new ArrayList<>();
  private final MetricMeter meter = new RecordingMeter();

  private final class RecordingMeter implements MetricMeter {
    private void add(String name, Object value, Map<String, String> attributes) {
      recorded.add(name + new TreeMap<>(attributes) + " " + value);
    }

    @Override
    public Counter createCounter(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }

    @Override
    public Histogram createHistogram(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }

    @Override
    public HistogramDouble createHistogramDouble(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }

    @Override
    public HistogramDuration createHistogramDuration(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }

    @Override
    public Gauge createGauge(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }

    @Override
    public GaugeDouble createGaugeDouble(String name, String description, String unit) {
      return (value, attributes) -> add(name, value, attributes);
    }
  }

  @Test
  void attributes_are_added_and_replaced() {
    MetricMeter scoped = meter.withAdditionalAttributes(Map.of("a", "1", "b", "2"));

    scoped.createCounter("counter").add(1);
    scoped.createHistogram("histogram").record(2, Map.of("b", "3"));
    scoped.createHistogramDouble("double").record(2.5);
    scoped.createHistogramDuration("duration").record(Duration.ofMillis(3));
    scoped.createGauge("gauge", "how many", "things").set(4, Map.of("c", "5"));
    scoped.withAdditionalAttributes(Map.of("d", "6")).createGaugeDouble("gauge").set(0.5);

    assertThat(recorded)
        .containsExactly(
            "counter{a=1, b=2} 1",
            "histogram{a=1, b=3} 2",
            "double{a=1, b=2} 2.5",
            "duration{a=1, b=2} PT0.003S",
            "gauge{a=1, b=2, c=5} 4",
            "gauge{a=1, b=2, d=6} 0.5");
  }

  @Test
  void a_meter_that_keeps_nothing_stays_itself() {
    MetricMeter noop = MetricMeter.noop();

    noop.createCounter("counter").add(1);
    assertThat(noop.withAdditionalAttributes(Map.of("a", "1"))).isSameAs(noop);
    assertThat(meter.withAdditionalAttributes(Map.of())).isSameAs(meter);
  }

  @Workflow.Definition
  public static final class Counting {
    @Workflow.Run
    public int run() {
      MetricMeter meter = Workflow.metricMeter();
      meter.createCounter("steps").add(1, Map.of("step", "first"));
      Workflow.sleep(Duration.ofSeconds(1));
      meter.createCounter("steps").add(1, Map.of("step", "second"));
      return 1;
    }

    @Workflow.Query
    public String ask() {
      Workflow.metricMeter().createCounter("steps").add(1, Map.of("step", "query"));
      return "asked";
    }
  }

  @Test
  void workflow_code_counts_once_however_often_it_is_replayed() {
    var settings =
        new RunSettings(
            SETTINGS.namespace(),
            SETTINGS.taskQueue(),
            SETTINGS.converter(),
            SETTINGS.localActivities(),
            SETTINGS.failureExceptionTypes(),
            SETTINGS.deadlockLimit(),
            SETTINGS.sdkName(),
            SETTINGS.sdkVersion(),
            SETTINGS.interceptors(),
            SETTINGS.codec(),
            meter,
            SETTINGS.buildId(),
            SETTINGS.deploymentVersion());
    try (var server = SimulatedServer.start(settings, Counting.class)) {
      server.task();
      assertThat(server.query("ask").toString()).contains("asked");
      server.evict();
      server.fireTimer("1").task();

      assertThat(recorded)
          .containsExactly(
              "steps{namespace=default, step=first, task_queue=queue, workflow_type=Counting} 1",
              "steps{namespace=default, step=second, task_queue=queue, workflow_type=Counting} 1");
      recorded.clear();
    }
    // The end of the test replayed the history cut at both tasks: each time only the last is new.
    assertThat(recorded).hasSize(2);
  }

  @Test
  void what_a_meter_throws_stops_nobody() {
    MetricMeter broken = ClientOptions.defaults().withMetricMeter(new BrokenMeter()).metricMeter();

    broken.createCounter("counter").add(1);
    broken.createHistogram("histogram").record(1);
    broken.createHistogramDouble("histogram").record(1);
    broken.createHistogramDuration("histogram").record(Duration.ofSeconds(1));
    broken.createGauge("gauge").set(1);
    broken.withAdditionalAttributes(Map.of("a", "1")).createGaugeDouble("gauge").set(1);
    assertThat(ClientOptions.defaults().withMetricMeter(MetricMeter.noop()).metricMeter())
        .isSameAs(MetricMeter.noop());
  }

  /// Makes some metrics, whose values it does not take, and fails at the others.
  private static final class BrokenMeter implements MetricMeter {
    private static IllegalStateException broken() {
      return new IllegalStateException("the registry is closed");
    }

    @Override
    public Counter createCounter(String name, String description, String unit) {
      return (_, _) -> {
        throw broken();
      };
    }

    @Override
    public Histogram createHistogram(String name, String description, String unit) {
      return (_, _) -> {
        throw broken();
      };
    }

    @Override
    public HistogramDouble createHistogramDouble(String name, String description, String unit) {
      return (_, _) -> {
        throw broken();
      };
    }

    @Override
    public HistogramDuration createHistogramDuration(String name, String description, String unit) {
      return (_, _) -> {
        throw broken();
      };
    }

    @Override
    public Gauge createGauge(String name, String description, String unit) {
      throw broken();
    }

    @Override
    public GaugeDouble createGaugeDouble(String name, String description, String unit) {
      throw broken();
    }
  }
}

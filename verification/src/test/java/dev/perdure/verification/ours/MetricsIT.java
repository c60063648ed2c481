package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.verification.ours.SuiteWorkflows.Failing;
import dev.perdure.verification.ours.SuiteWorkflows.Hello;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/// The metrics of a client and its worker, as the user's meter gets them.
final class MetricsIT {
  /// Fails as an activity, and again as a workflow, and finds nothing wrong with it.
  @Workflow.Definition
  public static final class Harmless {
    @Workflow.Run
    public void run() {
      try {
        Workflow.executeActivity(
            Expected::disappoint,
            ActivityOptions.startToClose(Duration.ofSeconds(10))
                .withRetryPolicy(RetryPolicy.attempts(1)));
      } catch (ActivityFailure e) {
        throw Expected.failure();
      }
    }
  }

  /// Fails as it is meant to.
  public static final class Expected {
    @Activity.Definition
    @SuppressWarnings("DoNotCallSuggester") // failing is what it is for
    public void disappoint() {
      throw failure();
    }

    static ApplicationFailure failure() {
      return ApplicationFailure.of("as usual", "Usual")
          .withCategory(ApplicationFailure.Category.BENIGN);
    }
  }

  @Test
  void client_and_worker_tell_of_calls_tasks_runs_and_activities() {
    var meter = new RecordingMeter();
    try (var server = PerdureUnderTest.inMemory();
        var client =
            Client.connect(server.address(), ClientOptions.defaults().withMetricMeter(meter));
        var _ =
            Worker.builder(client, "queue")
                .workflows(Hello.class, Failing.class, Harmless.class)
                .activities(new SuiteActivities(), new Expected())
                .start()) {
      assertThat(client.executeWorkflow(Hello::run, "Ada", WorkflowOptions.of("hello", "queue")))
          .isEqualTo("Hello, Ada!");
      assertThatThrownBy(
              () ->
                  client.executeWorkflow(
                      Failing::run, "Broken", 1, WorkflowOptions.of("failing", "queue")))
          .isInstanceOf(WorkflowFailedException.class);
      assertThatThrownBy(
              () -> client.executeWorkflow(Harmless::run, WorkflowOptions.of("harmless", "queue")))
          .isInstanceOf(WorkflowFailedException.class);
    }

    assertThat(meter.sums)
        .containsEntry("temporal_worker_start{namespace=default, task_queue=queue}", 1L)
        .containsEntry(
            "temporal_workflow_completed{namespace=default, task_queue=queue, workflow_type=Hello}",
            1L)
        .containsEntry(
            "temporal_workflow_failed{namespace=default, task_queue=queue, workflow_type=Failing}",
            1L)
        .containsKey(
            "temporal_activity_execution_latency{activity_type=disappoint, namespace=default,"
                + " task_queue=queue}")
        .doesNotContainKeys(
            "temporal_activity_execution_failed{activity_type=disappoint, namespace=default,"
                + " task_queue=queue}",
            "temporal_workflow_failed{namespace=default, task_queue=queue, workflow_type=Harmless}")
        .containsEntry("temporal_request{namespace=default, operation=StartWorkflowExecution}", 3L)
        .containsEntry(
            "temporal_activity_succeed_endtoend_latency{activity_type=greet, namespace=default,"
                + " task_queue=queue}",
            1L);
    assertThat(meter.names())
        .contains(
            "temporal_request_latency",
            "temporal_long_request",
            "temporal_long_request_latency",
            "temporal_workflow_task_queue_poll_succeed",
            "temporal_workflow_task_schedule_to_start_latency",
            "temporal_workflow_task_execution_latency",
            "temporal_workflow_task_replay_latency",
            "temporal_sticky_cache_size",
            "temporal_sticky_cache_hit",
            "temporal_worker_task_slots_used",
            "temporal_activity_execution_latency");
  }

  /// Sums up counters, and counts what else is recorded.
  private static final class RecordingMeter implements MetricMeter {
    final ConcurrentMap<String, Long> sums = new ConcurrentHashMap<>();

    private void add(String name, Map<String, String> attributes, long value) {
      sums.merge(name + new TreeMap<>(attributes), value, Long::sum);
    }

    Set<String> names() {
      return Set.copyOf(
          sums.keySet().stream().map(name -> name.substring(0, name.indexOf('{'))).toList());
    }

    @Override
    public Counter createCounter(String name, String description, String unit) {
      return (value, attributes) -> add(name, attributes, value);
    }

    @Override
    public Histogram createHistogram(String name, String description, String unit) {
      return (_, attributes) -> add(name, attributes, 1);
    }

    @Override
    public HistogramDouble createHistogramDouble(String name, String description, String unit) {
      return (_, attributes) -> add(name, attributes, 1);
    }

    @Override
    public HistogramDuration createHistogramDuration(String name, String description, String unit) {
      return (_, attributes) -> add(name, attributes, 1);
    }

    @Override
    public Gauge createGauge(String name, String description, String unit) {
      return (_, attributes) -> add(name, attributes, 1);
    }

    @Override
    public GaugeDouble createGaugeDouble(String name, String description, String unit) {
      return (_, attributes) -> add(name, attributes, 1);
    }
  }
}

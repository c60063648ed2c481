package guide.production;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.worker.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void metrics_go_to_micrometer() {
    var registry = new SimpleMeterRegistry();

    var options = ClientOptions.defaults().withMetricMeter(new MicrometerMeter(registry));

    try (var server = PerdureServer.inMemory();
        var client = Client.connect(server.channel(), options);
        var worker =
            Worker.builder(client, "parcels")
                .workflows(Parcel.class)
                .activities(new Parcel.Warehouse())
                .start()) {
      var start = WorkflowOptions.of("parcel-42", worker.taskQueue());
      assertEquals("parcel 42", client.executeWorkflow(Parcel::run, "42", start));
    }

    assertEquals(
        1,
        registry
            .get("temporal_workflow_completed")
            .tag("workflow_type", "Parcel")
            .counter()
            .count());
    assertEquals(
        1,
        registry
            .get("temporal_activity_execution_latency")
            .tag("activity_type", "pack")
            .timer()
            .count());
    assertTrue(
        registry.get("temporal_request_latency").timer().totalTime(TimeUnit.NANOSECONDS) > 0);
    assertEquals(
        0,
        registry
            .get("temporal_worker_task_slots_used")
            .tag("worker_type", "WorkflowWorker")
            .gauge()
            .value());
  }
}

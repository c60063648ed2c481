package guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.worker.Worker;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  @Test
  void an_environment_is_made_by_hand() {
    try (var env = WorkflowEnvironment.startTimeSkipping();
        var _ = Worker.builder(env.client(), "orders").workflows(Order.class).start()) {
      var options = WorkflowOptions.of("order-42", "orders");
      var order = env.client().startWorkflow(Order::run, "42", 1999, options);

      try (var _ = env.autoTimeSkippingDisabled()) {
        // Nothing is skipped in here unless env.sleep(…) says so.
      }
      assertEquals("given up", order.result());
    }
  }
}

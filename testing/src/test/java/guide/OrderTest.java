package guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderTest {
  private final Order.Payments payments = mock(Order.Payments.class);

  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(w -> w.workflows(Order.class).activities(payments));

  @Test
  void an_approved_order_is_charged(Client client, Worker worker) throws Exception {
    when(payments.charge("42", 1999)).thenReturn("receipt-42");

    var options = WorkflowOptions.of("order-42", worker.taskQueue());
    var order = client.startWorkflow(Order::run, "42", 1999, options);
    order.signal(Order::approve);

    assertEquals("receipt-42", order.result());
  }

  @Test
  void an_order_is_given_up_after_a_week(Client client, Worker worker) {
    var options = WorkflowOptions.of("order-42", worker.taskQueue());

    assertEquals("given up", client.executeWorkflow(Order::run, "42", 1999, options)); // in no time
  }

  @Test
  void an_order_can_be_approved_on_the_last_day(
      WorkflowEnvironment env, Client client, Worker worker) throws Exception {
    when(payments.charge("42", 1999)).thenReturn("receipt-42");
    var options = WorkflowOptions.of("order-42", worker.taskQueue());
    var order = client.startWorkflow(Order::run, "42", 1999, options);

    env.sleep(Duration.ofDays(6));
    order.signal(Order::approve);

    assertEquals("receipt-42", order.result());
  }
}

package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests that [FailedTestIT] runs with each JUnit.
class FailingOrders {
  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(
          worker -> worker.workflows(Order.class).activities(new PoorPayments()));

  public static class PoorPayments {
    @Activity.Definition
    public String charge(String orderId, int cents) {
      throw ApplicationFailure.nonRetryable("no money left", "CardDeclined");
    }
  }

  @Test
  void fails(Client client, Worker worker) {
    var order =
        client.startWorkflow(
            Order::run, "42", 1999, WorkflowOptions.of("order-42", worker.taskQueue()));
    order.signal(Order::approve);

    assertThat(order.result()).isEqualTo("receipt");
  }

  @Test
  void passes(Client client, Worker worker) {
    var options = WorkflowOptions.of("order-43", worker.taskQueue());

    assertThat(client.executeWorkflow(Order::run, "43", 1999, options)).isEqualTo("given up");
  }

  @Test
  void aborts(Client client, Worker worker) {
    var _ =
        client.startWorkflow(
            Order::run, "44", 1999, WorkflowOptions.of("order-44", worker.taskQueue()));
    abort("not today");
  }
}

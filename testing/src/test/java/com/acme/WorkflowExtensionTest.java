package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkflowExtensionTest {
  private static final Set<String> taskQueues = new HashSet<>();

  private final Payments payments = mock(Payments.class);

  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(
          worker -> worker.workflows(Order.class, Sleeper.class).activities(payments));

  @BeforeEach
  void the_bank_takes_everything(WorkflowEnvironment env) {
    when(payments.charge("42", 1999)).thenReturn("receipt");
    assertThat(env.supportsTimeSkipping()).isTrue();
  }

  @AfterEach
  void the_environment_is_still_open(Client client) {
    assertThat(client.getWorkflowHandle("order").describe().id()).isEqualTo("order");
  }

  @Test
  void a_test_has_a_client_and_a_worker(Client client, Worker worker) {
    var order =
        client.startWorkflow(
            Order::run, "42", 1999, WorkflowOptions.of("order", worker.taskQueue()));
    order.signal(Order::approve);

    assertThat(order.result()).isEqualTo("receipt");
  }

  @RepeatedTest(2)
  void each_test_has_a_task_queue_and_workflows_of_its_own(Client client, Worker worker) {
    assertThat(taskQueues.add(worker.taskQueue())).isTrue();
    var options = WorkflowOptions.of("order", worker.taskQueue());

    assertThat(client.executeWorkflow(Order::run, "42", 1999, options)).isEqualTo("given up");
  }
}

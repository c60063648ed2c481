package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.withSettings;

import com.acme.Payments.Receipt;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.MockMakers;

/// A mock of a class with activities is registered as the class itself is.
class MocksTest {
  @Workflow.Definition
  public static class Refund {
    @Workflow.Run
    public int run(List<Receipt> receipts) {
      return Workflow.executeActivity(
          Payments::refund, receipts, ActivityOptions.startToClose(Duration.ofMinutes(1)));
    }
  }

  static List<Payments> mocks() {
    return List.of(
        mock(Payments.class),
        spy(new Payments()),
        // A subclass, to which annotations are copied and generic types are not.
        mock(Payments.class, withSettings().mockMaker(MockMakers.SUBCLASS)));
  }

  @ParameterizedTest
  @MethodSource("mocks")
  void a_mock_works_without_settings(Payments payments) {
    doReturn("receipt").when(payments).charge("42", 1999);
    doAnswer(call -> call.<List<Receipt>>getArgument(0).getFirst().cents())
        .when(payments)
        .refund(any());

    try (var env = WorkflowEnvironment.startTimeSkipping();
        var worker =
            Worker.builder(env.client(), "orders")
                .workflows(Order.class, Refund.class)
                .activities(payments)
                .start()) {
      assertThat(approved(env.client(), worker)).isEqualTo("receipt");
      verify(payments).charge("42", 1999);
      var receipts = List.of(new Receipt("receipt", 5));
      assertThat(env.client().executeWorkflow(Refund::run, receipts, options("refund", worker)))
          .isEqualTo(5);
    }
  }

  private static String approved(Client client, Worker worker) {
    var order = client.startWorkflow(Order::run, "42", 1999, options("order", worker));
    order.signal(Order::approve);
    return order.result();
  }

  private static WorkflowOptions options(String id, Worker worker) {
    return WorkflowOptions.of(id, worker.taskQueue());
  }
}

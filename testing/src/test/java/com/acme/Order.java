package com.acme;

import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// Charges for an order once it is approved, or gives up after a week.
@Workflow.Definition
public class Order {
  private static final ActivityOptions PAYMENT =
      ActivityOptions.startToClose(Duration.ofMinutes(1));

  private boolean approved;

  @Workflow.Run
  public String run(String id, int cents) {
    if (!Workflow.await(Duration.ofDays(7), () -> approved)) {
      return "given up";
    }
    return Workflow.executeActivity(Payments::charge, id, cents, PAYMENT);
  }

  @Workflow.Signal
  public void approve() {
    approved = true;
  }
}

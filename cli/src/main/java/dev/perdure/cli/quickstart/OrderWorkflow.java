package dev.perdure.cli.quickstart;

import dev.perdure.common.RetryPolicy;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// An order from its placement to its parcel, in the order in which things happen.
///
/// Nothing here stores or restores anything: when the process dies, another one continues at the
/// line where this one stood.
@Workflow.Definition
public final class OrderWorkflow {
  /// What a customer ordered; the id names it everywhere.
  public record Order(String id, String item, int cents) {}

  /// How it ended: the payment's receipt and the parcel's tracking number.
  public record Shipment(String receipt, String tracking) {}

  /// Tried until it succeeds; an attempt that is not heard of for three seconds is given up.
  private static final ActivityOptions UNTIL_DONE =
      ActivityOptions.startToClose(Duration.ofSeconds(3))
          .withRetryPolicy(
              RetryPolicy.defaults()
                  .withInitialInterval(Duration.ofMillis(200))
                  .withMaximumInterval(Duration.ofSeconds(1)));

  private static final Duration PACKING = Duration.ofSeconds(2);

  private String status = "waiting for approval";
  private boolean approved;

  /// The order's whole life.
  @Workflow.Run
  public Shipment run(Order order) {
    Workflow.await(() -> approved);

    status = "paying";
    String receipt = Workflow.executeActivity(Payments::charge, order, UNTIL_DONE);

    status = "being packed";
    Workflow.sleep(PACKING);

    status = "being shipped";
    String tracking = Workflow.executeActivity(Shipping::ship, order, UNTIL_DONE);

    status = "shipped";
    return new Shipment(receipt, tracking);
  }

  /// Somebody approves the order: now, or in a month.
  @Workflow.Signal
  public void approve() {
    approved = true;
  }

  /// What the order is waiting for.
  @Workflow.Query
  public String status() {
    return status;
  }
}

package dev.perdure.cli.quickstart;

import dev.perdure.activity.Activity;
import dev.perdure.cli.quickstart.OrderWorkflow.Order;
import dev.perdure.failure.ApplicationFailure;
import java.io.IOException;
import java.time.Duration;

/// Takes the money: the step that must not happen twice.
public final class Payments {
  private static final Duration ANSWER = Duration.ofMillis(400);

  private final Ledger ledger;

  /// Payments that the card network books in `ledger`.
  public Payments(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Charges the order and returns the receipt.
  ///
  /// The order's id is the idempotency key: however often this runs, the ledger charges it once.
  @Activity.Definition
  public String charge(Order order) throws IOException, InterruptedException {
    if (Activity.info().attempt() == 1) {
      throw ApplicationFailure.of("the card network is busy", "CardNetworkBusy");
    }
    String receipt = ledger.charge(order.id(), order.cents());
    Thread.sleep(ANSWER); // A crash in here: the money is taken, and nobody knows.
    return receipt;
  }
}

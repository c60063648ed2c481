package dev.perdure.cli.quickstart;

import dev.perdure.cli.quickstart.OrderWorkflow.Order;
import dev.perdure.cli.quickstart.OrderWorkflow.Shipment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the orders came to, compared with what the quickstart claims.
///
/// @param orders the orders that were placed
/// @param shipments what each finished order returned, by the order's id
/// @param ledger the ledger's lines
/// @param lostPayments payment attempts that failed, or whose end the server did not hear of
record Outcome(
    List<Order> orders,
    Map<String, Shipment> shipments,
    List<Ledger.Entry> ledger,
    int lostPayments) {

  /// Every way in which the claim does not hold; empty when it does.
  List<String> problems() {
    var problems = new ArrayList<String>();
    for (Order order : orders) {
      String id = order.id();
      Shipment shipment = shipments.get(id);
      if (shipment == null) {
        problems.add(id + " did not finish");
      } else if (!shipment.equals(new Shipment("receipt-" + id, "parcel-" + id))) {
        problems.add(id + " finished with " + shipment);
      }
      List<Ledger.Entry> charges =
          ledger.stream().filter(entry -> entry.isCharge() && entry.key().equals(id)).toList();
      if (charges.size() != 1) {
        problems.add("%s was charged %d times".formatted(id, charges.size()));
      } else if (charges.getFirst().cents() != order.cents()) {
        problems.add(
            "%s was charged %d cents instead of %d"
                .formatted(id, charges.getFirst().cents(), order.cents()));
      }
    }
    return problems;
  }

  /// Payment attempts that reached the ledger although the order had been charged.
  long repeatedPayments() {
    return ledger.stream().filter(entry -> !entry.isCharge()).count();
  }

  /// All money taken, in cents.
  long cents() {
    return ledger.stream().mapToLong(Ledger.Entry::cents).sum();
  }
}

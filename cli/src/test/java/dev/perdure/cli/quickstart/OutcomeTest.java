package dev.perdure.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.quickstart.OrderWorkflow.Order;
import dev.perdure.cli.quickstart.OrderWorkflow.Shipment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Order ORDER = new Order("order-01", "a book", 1001);
  private static final Shipment SHIPMENT = new Shipment("receipt-order-01", "parcel-order-01");
  private static final Ledger.Entry CHARGE = new Ledger.Entry("order-01", 1001, "receipt-order-01");
  private static final Ledger.Entry REPEAT = new Ledger.Entry("order-01", 0, "receipt-order-01");

  @Test
  void a_finished_order_with_one_charge_is_fine_even_if_the_payment_ran_twice() {
    Outcome outcome = outcome(Map.of("order-01", SHIPMENT), CHARGE, REPEAT);

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.repeatedPayments()).isEqualTo(1);
    assertThat(outcome.cents()).isEqualTo(1001);
  }

  @Test
  void an_order_that_was_charged_twice_is_a_problem() {
    assertThat(outcome(Map.of("order-01", SHIPMENT), CHARGE, CHARGE).problems())
        .containsExactly("order-01 was charged 2 times");
  }

  @Test
  void an_order_that_was_not_charged_is_a_problem() {
    assertThat(outcome(Map.of("order-01", SHIPMENT)).problems())
        .containsExactly("order-01 was charged 0 times");
  }

  @Test
  void an_unfinished_order_is_a_problem() {
    assertThat(outcome(Map.of(), CHARGE).problems()).containsExactly("order-01 did not finish");
  }

  @Test
  void a_wrong_amount_is_a_problem() {
    assertThat(
            outcome(
                    Map.of("order-01", SHIPMENT),
                    new Ledger.Entry("order-01", 5, "receipt-order-01"))
                .problems())
        .containsExactly("order-01 was charged 5 cents instead of 1001");
  }

  private static Outcome outcome(Map<String, Shipment> shipments, Ledger.Entry... ledger) {
    return new Outcome(List.of(ORDER), shipments, List.of(ledger), 1);
  }
}

package guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.perdure.testing.ActivityEnvironment;
import dev.perdure.testing.ActivityInfoBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaymentsTest {
  @Test
  void a_card_is_charged() throws Exception {
    var heartbeats = new ArrayList<String>();
    var env =
        new ActivityEnvironment()
            .info(new ActivityInfoBuilder().attempt(2).build())
            .onHeartbeat(details -> heartbeats.add(details.get(0, String.class)));
    var payments = new Order.Payments();

    assertEquals("receipt-42", env.run(() -> payments.charge("42", 1999)));
    assertEquals(List.of("charging"), heartbeats);
    assertThrows(Order.CardException.class, () -> env.run(() -> payments.charge("42", 2_000_000)));
  }
}

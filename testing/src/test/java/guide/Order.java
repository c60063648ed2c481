package guide;

import dev.perdure.activity.Activity;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

@Workflow.Definition
public class Order {
  public static class Payments {
    @Activity.Definition
    public String charge(String orderId, int cents) throws CardException {
      if (cents > 1_000_000) {
        throw new CardException("limit exceeded");
      }
      Activity.heartbeat("charging");
      return "receipt-" + orderId;
    }
  }

  public static class CardException extends Exception {
    public CardException(String message) {
      super(message);
    }
  }

  private boolean approved;

  @Workflow.Run
  public String run(String id, int cents) {
    if (!Workflow.await(Duration.ofDays(7), () -> approved)) {
      return "given up";
    }
    var minute = ActivityOptions.startToClose(Duration.ofMinutes(1));
    return Workflow.executeActivity(Payments::charge, id, cents, minute);
  }

  @Workflow.Signal
  public void approve() {
    approved = true;
  }
}

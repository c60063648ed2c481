package example;

import static dev.perdure.common.WorkflowIdConflictPolicy.USE_EXISTING;

import dev.perdure.activity.Activity;
import dev.perdure.client.*;
import dev.perdure.server.PerdureServer;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.*;
import java.nio.file.Path;
import java.time.Duration;

public class Shop {
  @Workflow.Definition
  public static class Order {
    private boolean approved;

    @Workflow.Run
    public String run(String id, int cents) {
      Workflow.await(() -> approved); // a second or a year, through any crash
      var minute = ActivityOptions.startToClose(Duration.ofMinutes(1));
      return Workflow.executeActivity(Shop::charge, id, cents, minute);
    }

    @Workflow.Signal
    public void approve() {
      approved = true;
    }
  }

  @Activity.Definition
  public String charge(String id, int cents) { // retried until it succeeds
    return "receipt-" + id;
  }

  public static void main(String[] args) {
    try (var server = PerdureServer.open(Path.of("shop.db"));
        var client = Client.connect(server.channel());
        var _ =
            Worker.builder(client, "shop").workflows(Order.class).activities(new Shop()).start()) {
      var once = WorkflowOptions.of("42", "shop").withIdConflictPolicy(USE_EXISTING);
      var order = client.startWorkflow(Order::run, "42", 1999, once); // or find it running
      IO.readln("Order 42 waits. Press Enter to approve it, or kill this and run it again. ");
      order.signal(Order::approve);
      IO.println(order.result());
    }
  }
}

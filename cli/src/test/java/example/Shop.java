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
    @Workflow.Run
    public String run(String id, int cents) {
      Workflow.sleep(Duration.ofSeconds(10)); // or a year, through any crash
      var minute = ActivityOptions.startToClose(Duration.ofMinutes(1));
      return Workflow.executeActivity(Shop::charge, id, cents, minute);
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
      IO.println("Order 42 waits for 10 seconds. Kill this and run it again: it goes on.");
      IO.println(order.result());
    }
  }
}

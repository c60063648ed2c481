package dev.perdure.cli.quickstart;

import dev.perdure.cli.quickstart.OrderWorkflow.Shipment;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What a start-up cache is recorded from: the quickstart's orders in one JVM and without a crash,
/// for the classes, then a load of greetings, for which code is hot.
public final class Rehearsal {
  private static final int GREETINGS = 4_000;
  private static final int EMBEDDED_GREETINGS = 2_000;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Rehearsal() {}

  /// Runs every order once, and the greetings over TCP and in the process.
  public static void run() throws IOException, InterruptedException {
    ScratchDirectory directory = ScratchDirectory.create();
    Ledger ledger = new Ledger(directory.file("ledger.csv"));
    try (PerdureServer server =
            PerdureServer.open(directory.file("orders.db"), ServerOptions.defaults().withPort(0));
        Client client = Client.connect("127.0.0.1:" + server.address().orElseThrow().getPort());
        Worker _ = WorkerProcess.worker(client, ledger).start()) {
      List<WorkflowHandle<OrderWorkflow, Shipment>> orders =
          Quickstart.orders().stream()
              .map(
                  order ->
                      client.startWorkflow(
                          OrderWorkflow::run,
                          order,
                          WorkflowOptions.of(order.id(), WorkerProcess.TASK_QUEUE)))
              .toList();
      orders.forEach(order -> order.signal(OrderWorkflow::approve));
      orders.forEach(WorkflowHandle::result);
      Greetings.run(client, GREETINGS, LIMIT);
      try (Client embedded = Client.connect(server.channel())) {
        Greetings.run(embedded, EMBEDDED_GREETINGS, LIMIT);
      }
    } finally {
      directory.delete();
    }
  }
}

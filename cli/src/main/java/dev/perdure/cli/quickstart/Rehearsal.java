package dev.perdure.cli.quickstart;

import dev.perdure.cli.quickstart.OrderWorkflow.Shipment;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.worker.Worker;
import java.io.IOException;
import java.util.List;

/// The quickstart's orders in one JVM and without a crash: what a start-up cache is recorded from.
public final class Rehearsal {
  private Rehearsal() {}

  /// Runs every order once.
  public static void run() throws IOException {
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
    } finally {
      directory.delete();
    }
  }
}

package dev.perdure.cli.quickstart;

import dev.perdure.client.Client;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The quickstart's worker: the process that runs the workflows and the activities.
public final class WorkerProcess {
  /// The task queue that orders wait in.
  public static final String TASK_QUEUE = "orders";

  private WorkerProcess() {}

  /// Runs the worker until the process is killed, and says on `out` when it has started.
  public static void run(String address, Path ledger, PrintWriter out) throws InterruptedException {
    try (Client client = Client.connect(address);
        Worker _ = worker(client, new Ledger(ledger)).start()) {
      out.println("The worker is ready");
      out.flush();
      new CountDownLatch(1).await();
    }
  }

  /// A worker for orders, which is not started yet.
  static WorkerBuilder worker(Client client, Ledger ledger) {
    return Worker.builder(client, TASK_QUEUE)
        .workflows(OrderWorkflow.class)
        .activities(new Payments(ledger), new Shipping())
        .maxConcurrentActivities(6);
  }
}

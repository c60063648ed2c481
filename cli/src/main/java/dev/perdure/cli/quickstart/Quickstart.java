package dev.perdure.cli.quickstart;

import dev.perdure.cli.CommandFailedException;
import dev.perdure.cli.quickstart.OrderWorkflow.Order;
import dev.perdure.cli.quickstart.OrderWorkflow.Shipment;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The story that the quickstart tells: it places orders, kills the server and the worker while
/// they are at it, starts both again, and checks that no order was lost or charged twice.
public final class Quickstart {
  private static final int ORDERS = 25;
  private static final int APPROVED_BEFORE_THE_CRASH = 20;
  private static final int CHARGES_BEFORE_THE_CRASH = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ITEM = "a book about time";

  private final ScratchDirectory directory;
  private final PrintWriter out;
  private final Ledger ledger;
  private final List<ChildJvm> running = new ArrayList<>();
  private final long started = System.nanoTime();
  private String address = "";

  /// A story whose files are in `directory`, told on `out`.
  public Quickstart(ScratchDirectory directory, PrintWriter out) {
    this.directory = directory;
    this.out = out;
    this.ledger = new Ledger(directory.file("ledger.csv"));
  }

  /// Tells the story; fails when its claim does not hold.
  public void run() throws IOException, InterruptedException {
    out.printf("%nPerdure quickstart: %d orders, and a crash in the middle%n%n", ORDERS);
    start(0);
    say("Started a server (pid %d, everything in one file)".formatted(server().pid()));
    say("and a worker (pid %d), each in a JVM of its own.".formatted(worker().pid()));

    List<Order> orders = orders();
    try (Client client = Client.connect(address)) {
      List<WorkflowHandle<OrderWorkflow, Shipment>> placed = place(client, orders);
      approve(placed.subList(0, APPROVED_BEFORE_THE_CRASH));
      say("Placed %d orders, approved %d.".formatted(ORDERS, APPROVED_BEFORE_THE_CRASH));
      say("Every payment fails at first and is retried.");

      awaitCharges(CHARGES_BEFORE_THE_CRASH);
      kill();
      say("kill -9 to both: %d orders charged so far.".formatted(ledger.entries().size()));

      start(port());
      say("Started both again. The orders say where they stand:");
      say(whereTheyStand(placed));

      approve(placed.subList(APPROVED_BEFORE_THE_CRASH, ORDERS));
      say("Approved the other %d.".formatted(ORDERS - APPROVED_BEFORE_THE_CRASH));
      Map<String, Shipment> shipments = awaitShipments(orders, placed);
      say("Every order has its parcel.");

      conclude(new Outcome(orders, shipments, ledger.entries(), lostPayments(placed)));
    } finally {
      kill();
    }
  }

  static List<Order> orders() {
    return IntStream.rangeClosed(1, ORDERS)
        .mapToObj(n -> new Order("order-%02d".formatted(n), ITEM, 1000 + n))
        .toList();
  }

  private List<WorkflowHandle<OrderWorkflow, Shipment>> place(Client client, List<Order> orders) {
    var placed = new ArrayList<WorkflowHandle<OrderWorkflow, Shipment>>();
    for (Order order : orders) {
      placed.add(
          client.startWorkflow(
              OrderWorkflow::run, order, WorkflowOptions.of(order.id(), WorkerProcess.TASK_QUEUE)));
    }
    return placed;
  }

  private static void approve(List<WorkflowHandle<OrderWorkflow, Shipment>> orders) {
    orders.forEach(order -> order.signal(OrderWorkflow::approve));
  }

  private void awaitCharges(int wanted) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ledger.entries().size() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailedException(
            "only %d of %d payments were made within %d seconds; the processes' logs are in %s"
                .formatted(
                    ledger.entries().size(), wanted, PATIENCE.toSeconds(), directory.path()));
      }
      Thread.sleep(5);
    }
  }

  private static String whereTheyStand(List<WorkflowHandle<OrderWorkflow, Shipment>> orders) {
    return orders.stream()
        .map(order -> order.query(OrderWorkflow::status))
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(group -> group.getValue() + " " + group.getKey())
        .collect(Collectors.joining(", "));
  }

  /// What each order came to; an order that takes too long or fails is not among them.
  private static Map<String, Shipment> awaitShipments(
      List<Order> orders, List<WorkflowHandle<OrderWorkflow, Shipment>> placed)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var shipments = new LinkedHashMap<String, Shipment>();
    for (int i = 0; i < orders.size(); i++) {
      long left = Math.max(0, deadline - System.nanoTime());
      try {
        Shipment shipment = placed.get(i).resultAsync().get(left, TimeUnit.NANOSECONDS);
        shipments.put(orders.get(i).id(), shipment);
      } catch (TimeoutException | ExecutionException _) {
        // The outcome counts it as unfinished.
      }
    }
    return shipments;
  }

  /// Payment attempts that came to nothing, as the histories tell: they have the number of an
  /// activity's last attempt, and every one before it was lost.
  private static int lostPayments(List<WorkflowHandle<OrderWorkflow, Shipment>> orders) {
    int lost = 0;
    for (WorkflowHandle<OrderWorkflow, Shipment> order : orders) {
      List<HistoryEvent> events = order.fetchHistory().events();
      for (HistoryEvent event : events) {
        if (event.hasActivityTaskStartedEventAttributes()) {
          ActivityTaskStartedEventAttributes started =
              event.getActivityTaskStartedEventAttributes();
          HistoryEvent scheduled = events.get((int) started.getScheduledEventId() - 1);
          if (isPayment(scheduled.getActivityTaskScheduledEventAttributes())) {
            lost += started.getAttempt() - 1;
          }
        }
      }
    }
    return lost;
  }

  private static boolean isPayment(ActivityTaskScheduledEventAttributes scheduled) {
    return scheduled.getActivityType().getName().equals("charge");
  }

  private static String whatRanTwice(long payments) {
    String moment = "after the card %s been charged,\n  before the server %s heard of it.";
    return payments == 0
        ? "None ran twice. That takes a crash " + moment.formatted("has", "has")
        : "%d payment attempt%s ran twice: the crash came %s"
            .formatted(payments, payments == 1 ? "" : "s", moment.formatted("had", "had"));
  }

  private void conclude(Outcome outcome) {
    if (!outcome.problems().isEmpty()) {
      throw new CommandFailedException(
          "the quickstart's claim does not hold: %s; its files are in %s"
              .formatted(String.join("; ", outcome.problems()), directory.path()));
    }
    out.printf(
        """

        Checked: all %d orders are finished, and the ledger charged each of them once (%d cents in all).

          %d payment attempts failed or died in the crash; the server had each tried again.
          %s
          Nobody can tell such a payment from one that never happened, so the server runs it again:
          an activity runs at least once. That is safe here because each attempt sends the same
          idempotency key, the order's id, and the ledger charges a key only once. Do the same
          wherever an activity changes something outside.

        Read next
          the workflow          cli/src/main/java/dev/perdure/cli/quickstart/OrderWorkflow.java
          your first one        README.md
          a server to keep      ./perdure server start

        """,
        ORDERS, outcome.cents(), outcome.lostPayments(), whatRanTwice(outcome.repeatedPayments()));
    out.flush();
  }

  private void start(int port) throws IOException, InterruptedException {
    ChildJvm server =
        launch(
            "server",
            "server start-dev --headless --port %d --db-filename".formatted(port),
            directory.file("orders.db"));
    String line = server.readyLine();
    int from = line.indexOf(" on ") + " on ".length();
    address = line.substring(from, line.indexOf(',', from));
    launch("worker", "quickstart-worker " + address, directory.file("ledger.csv"));
  }

  private ChildJvm launch(String name, String command, Path file)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.add(file.toString());
    ChildJvm child = ChildJvm.start(directory.file(name + ".log"), arguments);
    running.add(child);
    return child;
  }

  /// Ends the worker before the server, so that nothing that the worker has done is heard of.
  private void kill() throws InterruptedException {
    for (ChildJvm child : running.reversed()) {
      child.kill();
    }
    for (ChildJvm child : running) {
      child.awaitEnd();
    }
    running.clear();
  }

  private ChildJvm server() {
    return running.getFirst();
  }

  private ChildJvm worker() {
    return running.getLast();
  }

  private int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private void say(String line) {
    out.printf("  %4.1f s  %s%n", (System.nanoTime() - started) / 1e9, line);
    out.flush();
  }
}

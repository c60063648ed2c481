package dev.perdure.worker;

import dev.perdure.client.Client;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.worker.RunningWorker;
import dev.perdure.internal.worker.WorkerIdentity;
import dev.perdure.internal.worker.WorkerSettings;
import dev.perdure.internal.worker.WorkerTimers;
import java.util.concurrent.atomic.AtomicReference;

/// Takes the tasks of one task queue from the server, and runs workflows and activities.
///
/// ```java
/// try (var worker =
///     Worker.builder(client, "orders").workflows(OrderWorkflow.class).activities(new Payments()).start()) {
///   …
/// }
/// ```
///
/// All its threads are virtual or daemon threads: a program that has nothing else to do calls
/// [WorkerBuilder#run()] or [#join()], or it ends. While the server is away a worker asks again
/// until it is back.
public final class Worker implements AutoCloseable {
  private final RunningWorker running;
  private final WorkerIdentity identity;
  private final WorkerBuilder told;
  private final AtomicReference<Client> client;

  private Worker(
      RunningWorker running,
      WorkerIdentity identity,
      WorkerBuilder told,
      AtomicReference<Client> client) {
    this.running = running;
    this.identity = identity;
    this.told = told;
    this.client = client;
  }

  /// Describes a worker for a task queue.
  public static WorkerBuilder builder(Client client, String taskQueue) {
    return new WorkerBuilder(client, taskQueue);
  }

  /// @param told what the worker was built with, which nobody changes any more
  static Worker start(WorkerBuilder told, Registry registry, WorkerSettings settings) {
    Client client = told.client;
    var current = new AtomicReference<>(client);
    var running =
        new RunningWorker(
            Rpc.behind(client.channel()),
            current::get,
            registry,
            client.dataConverter(),
            settings,
            WorkerTimers.system());
    running.start();
    return new Worker(running, settings.identity(), told, current);
  }

  /// What the worker was built with, as a builder of another worker that is like it but for what
  /// the builder is told from here on:
  ///
  /// ```java
  /// worker.config().taskQueue("urgent-orders").start()
  /// ```
  ///
  /// It begins with the client that this worker has now. Objects, such as activities and a workflow
  /// cache, are shared.
  public WorkerBuilder config() {
    return told.copy().client(client());
  }

  /// The task queue.
  public String taskQueue() {
    return identity.taskQueue();
  }

  /// The name under which people see this worker in histories and on pages.
  public String identity() {
    return identity.identity();
  }

  /// The version of the code that it runs: the build id of its deployment, the one that it was
  /// given, or a checksum of its classes.
  public String buildId() {
    return identity.version().buildId();
  }

  /// The client whose connection it uses.
  public Client client() {
    return client.get();
  }

  /// Lets it go on with the connection of another client, such as one with new certificates. All
  /// else stays as it was: identity, data converter, interceptors. Polls that wait end on the old
  /// connection; closing the old client ends them at once.
  ///
  /// @throws IllegalArgumentException when the client has another namespace
  public synchronized void client(Client client) {
    if (!client.namespace().equals(identity.namespace())) {
      throw new IllegalArgumentException(
          "The worker for \"%s\" is one of namespace %s, and the client of %s. Start a worker with that client."
              .formatted(identity.taskQueue(), identity.namespace(), client.namespace()));
    }
    running.replaceConnection(Rpc.behind(client.channel()));
    this.client.set(client);
  }

  /// Whether it takes tasks: until it is closed, or cannot go on.
  public boolean isRunning() {
    return running.isRunning();
  }

  /// Whether it has stopped, and nothing that it had in hand goes on.
  public boolean isShutdown() {
    return running.isStopped();
  }

  /// Waits until the worker has stopped, or the thread is interrupted, which it then still is.
  ///
  /// @throws WorkerException when it stopped because it could not go on
  public void join() {
    running.join();
  }

  /// Stops the worker: it takes no further tasks, answers the workflow tasks in hand, lets
  /// activities go on for the graceful shutdown timeout, then cancels those that still run, and
  /// waits up to 10 seconds for them. Returns when it has stopped; further calls only wait for
  /// that.
  @Override
  public void close() {
    running.stop();
  }
}

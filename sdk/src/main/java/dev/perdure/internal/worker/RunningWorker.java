package dev.perdure.internal.worker;

import dev.perdure.client.Client;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.SdkVersion;
import dev.perdure.internal.worker.PolledQueue.LongPoll;
import dev.perdure.internal.worker.Slots.Slot;
import dev.perdure.internal.worker.WorkerReport.SlotUse;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotType;
import dev.perdure.worker.WorkerException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.namespace.v1.NamespaceInfo.Capabilities;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker from its start to its end: its pollers, the tasks in hand, and the orderly way down.
public final class RunningWorker {
  private static final Logger log = LoggerFactory.getLogger(RunningWorker.class);

  /// How long outstanding polls may take to come back after the server was told of the shutdown.
  private static final Duration POLL_END = Duration.ofSeconds(2);

  /// How long tasks in hand may take to end after they were asked to: workflow tasks at once,
  /// activities when the graceful shutdown timeout is over.
  private static final Duration TASK_END = Duration.ofSeconds(10);

  private final WorkerConnection connection;
  private final WorkerCalls calls;
  private final WorkerSettings settings;
  private final WorkerIdentity identity;
  private final WorkerTimers timers;
  private final Slots workflowSlots;
  private final WorkflowTasks workflowTasks;
  private final ActivityTasks activityTasks;
  private final LocalActivityTasks localActivities;
  private final CountDownLatch shutdown = new CountDownLatch(1);
  private final @Nullable ActivityProcessPool processes;
  private final List<Pollers<?>> pollers = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> fatalError = new AtomicReference<>();
  private final EagerStarts eagerStarts;
  private final WorkerMetrics metrics;
  private final WorkerHeartbeats heartbeats;
  private final boolean runsWorkflows;
  private final boolean runsActivities;
  private boolean serverEndsPolls;

  /// A worker that does not run yet.
  public RunningWorker(
      Rpc rpc,
      Supplier<Client> client,
      Registry registry,
      DataConverter converter,
      WorkerSettings settings,
      WorkerTimers timers) {
    this.connection = new WorkerConnection(rpc);
    this.settings = settings;
    this.identity = settings.identity();
    this.calls = new WorkerCalls(connection, identity);
    this.timers = timers;
    this.runsActivities = settings.activities().remote() && !registry.activities().isEmpty();
    this.metrics = new WorkerMetrics(settings.meter(), identity.namespace(), identity.taskQueue());
    this.workflowSlots = new Slots(settings.workflows().slots(), SlotType.WORKFLOW, identity);
    this.runsWorkflows = registry.hasWorkflows();
    this.processes =
        settings.activities().processes() == null
            ? null
            : new ActivityProcessPool(settings.activities().processes());
    var host =
        new ActivityHost(converter, settings.interceptors(), processes, client, shutdown, metrics);
    Executor threads = settings.activities().threads();
    var activityServer = activityServer(converter);
    this.activityTasks =
        new ActivityTasks(
            registry.activities(),
            identity,
            settings.activities(),
            host,
            activityServer,
            threads,
            timers,
            this::fatal);
    this.localActivities =
        new LocalActivityTasks(
            registry.activities(),
            identity,
            new Slots(settings.activities().localSlots(), SlotType.LOCAL_ACTIVITY, identity),
            host,
            threads,
            timers,
            this::fatal);
    this.eagerStarts =
        new EagerStarts(
            this::workflowSlot,
            identity.version().deploymentOptions(),
            (task, slot) -> work(task, false, slot));
    this.workflowTasks =
        new WorkflowTasks(
            registry,
            runSettings(converter, registry.activities()::hasLocal, settings),
            settings.workflows().cache(),
            new HistoryReader(connection, identity.namespace()),
            new WorkflowTaskAnswers(
                connection,
                identity,
                settings.workflows(),
                eagerActivities(activityTasks),
                stopping::get,
                localActivities::isHandedOver),
            localActivities,
            metrics);
    this.heartbeats =
        new WorkerHeartbeats(
            connection,
            identity,
            settings.heartbeatInterval(),
            new WorkerReport(
                identity,
                workflowTasks,
                List.of(
                    new SlotUse(workflowSlots, workflowTasks.counts()),
                    new SlotUse(activityTasks.slots(), activityServer.counts()),
                    new SlotUse(localActivities.slots(), localActivities.counts())),
                pollers),
            timers);
  }

  private ActivityServer activityServer(DataConverter converter) {
    return new ActivityServer(
        connection,
        identity,
        MessageCodec.of(converter, settings.headerCodec() == HeaderCodecBehavior.CODEC));
  }

  private EagerActivities eagerActivities(ActivityTasks tasks) {
    return new EagerActivities(
        identity.taskQueue(),
        settings.activities().eagerLimit(),
        tasks::trySlot,
        tasks::releaseUnused,
        tasks::start);
  }

  private @Nullable Slot workflowSlot() {
    return runsWorkflows && !stopping.get() ? workflowSlots.tryAcquire() : null;
  }

  private static RunSettings runSettings(
      DataConverter converter, Predicate<String> localActivities, WorkerSettings settings) {
    WorkerVersion version = settings.identity().version();
    return new RunSettings(
        settings.identity().namespace(),
        settings.identity().taskQueue(),
        converter,
        localActivities,
        Set.copyOf(settings.workflows().failureExceptionTypes()),
        settings.workflows().debug() ? Duration.ZERO : RunSettings.DEADLOCK_LIMIT,
        SdkVersion.NAME,
        SdkVersion.VERSION,
        settings.interceptors(),
        MessageCodec.of(converter, settings.headerCodec() != HeaderCodecBehavior.NO_CODEC),
        settings.meter(),
        version.buildId(),
        version.deployment() == null ? null : version.deployment().version());
  }

  /// Checks that the namespace exists, and begins to poll.
  ///
  /// @throws WorkerException when there is no such namespace, or no server answers
  public void start() {
    workflowSlots.whenUsed(used -> metrics.slotsUsed("WorkflowWorker", used));
    activityTasks.slots().whenUsed(used -> metrics.slotsUsed("ActivityWorker", used));
    Capabilities capabilities = calls.describeNamespace();
    serverEndsPolls = capabilities.getWorkerPollCompleteOnShutdown();
    boolean knowsBuildIds = connection.rpc().capabilities().getBuildIdBasedVersioning();
    var polls =
        new WorkerPolls(identity, knowsBuildIds, settings.activities().queuePerSecond(), metrics);
    long now = timers.nanoTime();
    if (runsWorkflows) {
      add(workflows("workflow tasks", false, polls::normal), settings.workflows().normalScale(now));
      if (settings.workflows().cachedRuns() > 0) {
        add(
            workflows("workflow tasks in progress", true, polls::sticky),
            settings.workflows().stickyScale(now));
      }
    }
    if (runsActivities) {
      add(activities(polls), settings.activities().pollScale(now));
    }
    if (capabilities.getPollerAutoscaling()) {
      pollers.forEach(Pollers::serverDecides);
    }
    pollers.forEach(Pollers::start);
    metrics.started();
    connection.rpc().localWorkers().add(identity.taskQueue(), eagerStarts);
    if (capabilities.getWorkerHeartbeats()) {
      heartbeats.start();
    }
  }

  /// Goes on with another client's connection. Outstanding polls end on the one before.
  public synchronized void replaceConnection(Rpc rpc) {
    connection.rpc().localWorkers().remove(identity.taskQueue(), eagerStarts);
    connection.replace(rpc);
    if (!stopping.get()) {
      rpc.localWorkers().add(identity.taskQueue(), eagerStarts);
    }
  }

  private void add(PolledQueue<?> queue, PollScale scale) {
    pollers.add(new Pollers<>(queue, scale, connection, this::fatal, timers));
  }

  private PolledQueue<PollWorkflowTaskQueueResponse> workflows(
      String what, boolean sticky, LongPoll<PollWorkflowTaskQueueResponse> poll) {
    return new PolledQueue<>(
        name(what),
        workflowSlots,
        sticky,
        RateLimit.none(),
        poll,
        (task, slot) -> work(task, sticky, slot));
  }

  private PolledQueue<PollActivityTaskQueueResponse> activities(WorkerPolls polls) {
    return new PolledQueue<>(
        name("activity tasks"),
        activityTasks.slots(),
        false,
        activityTasks.rate(),
        polls::activity,
        activityTasks::start);
  }

  private String name(String what) {
    return "%s of \"%s\"".formatted(what, identity.taskQueue());
  }

  private void work(PollWorkflowTaskQueueResponse task, boolean sticky, Slot slot) {
    slot.use(new SlotInfo.Workflow(task.getWorkflowType().getName(), sticky));
    // A virtual thread, as the workflow's coroutines are: handing over between them is cheap then.
    Thread.startVirtualThread(
        () -> {
          try {
            workflowTasks.work(task);
          } finally {
            slot.release();
          }
        });
  }

  private void fatal(Throwable error) {
    if (fatalError.compareAndSet(null, error)) {
      log.error("The worker for \"{}\" cannot go on and stops.", identity.taskQueue(), error);
      Thread.startVirtualThread(
          () -> {
            try {
              settings.onFatalError().accept(error);
            } finally {
              stop();
            }
          });
    }
  }

  /// Whether it takes tasks.
  public boolean isRunning() {
    return !stopping.get();
  }

  /// Whether it has stopped, with all that it had in hand.
  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// How many runs are kept in memory between their tasks.
  public int cachedRuns() {
    return workflowTasks.cachedRuns();
  }

  /// Stops: no further tasks are taken, those in hand get time to end, and then activities are
  /// cancelled. Returns when all that is over; further calls only wait for that.
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      try {
        shutDown();
      } finally {
        stopped.countDown();
      }
    } else {
      awaitStopped();
    }
  }

  private void shutDown() {
    synchronized (this) {
      connection.rpc().localWorkers().remove(identity.taskQueue(), eagerStarts);
    }
    pollers.forEach(Pollers::stop);
    shutdown.countDown();
    if (processes != null) {
      processes.shutdown();
    }
    boolean told = calls.shutDown(polled(), heartbeats.stop(), POLL_END);
    try {
      endPolls(told && serverEndsPolls ? POLL_END : Duration.ZERO);
      long end = System.nanoTime() + settings.gracefulShutdownTimeout().toNanos();
      endWorkflows(Duration.ofNanos(end - System.nanoTime()));
      endActivities(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    } catch (InterruptedException e) {
      // Whoever closes the worker does not want to wait: what is still in hand is left behind.
      activityTasks.cancelAll();
      localActivities.handOver();
      pollers.forEach(Pollers::cancel);
      Thread.currentThread().interrupt();
    }
    workflowTasks.close();
    if (processes != null) {
      processes.close();
    }
    heartbeats.end();
  }

  private List<TaskQueueType> polled() {
    List<TaskQueueType> types = new ArrayList<>();
    if (runsWorkflows) {
      types.add(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
    }
    if (runsActivities) {
      types.add(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
    }
    return types;
  }

  private void endPolls(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Pollers<?> group : pollers) {
      group.end(deadline);
    }
  }

  /// Tasks in hand end soon, unless local activities keep them.
  private void endWorkflows(Duration patience) throws InterruptedException {
    if (workflowSlots.drain(patience)) {
      return;
    }
    localActivities.handOver();
    if (!workflowSlots.drain(TASK_END)) {
      log.warn(
          "{} workflow tasks of \"{}\" did not end in {} and are left behind.",
          workflowSlots.used(),
          identity.taskQueue(),
          TASK_END);
    }
  }

  private void endActivities(Duration patience) throws InterruptedException {
    if (!activityTasks.slots().drain(patience)) {
      activityTasks.cancelAll();
      if (!activityTasks.slots().drain(TASK_END)) {
        leftBehind("activities", activityTasks.slots());
      }
    }
    localActivities.handOver(); // those that no workflow task waits for
    if (!localActivities.slots().drain(TASK_END)) {
      leftBehind("local activities", localActivities.slots());
    }
  }

  private void leftBehind(String what, Slots slots) {
    log.warn(
        "{} {} of \"{}\" went on for {} after they were told to stop, and are left behind.",
        slots.used(),
        what,
        identity.taskQueue(),
        TASK_END);
  }

  /// Waits until the worker has stopped, or the thread is interrupted, which it then still is.
  ///
  /// @throws WorkerException when it stopped because it could not go on
  public void join() {
    awaitStopped();
    Throwable error = fatalError.get();
    if (error != null && stopped.getCount() == 0) {
      String reason =
          error instanceof StatusRuntimeException e ? CallErrors.describe(e) : error.getMessage();
      throw new WorkerException(
          "The worker for \"%s\" could not go on: %s".formatted(identity.taskQueue(), reason),
          error);
    }
  }

  private void awaitStopped() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

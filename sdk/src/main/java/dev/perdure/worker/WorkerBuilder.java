package dev.perdure.worker;

import dev.perdure.client.Client;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a worker runs, and how. Everything but the workflows or activities has a default. A number
/// or time that makes no sense is refused with an [IllegalArgumentException] that names it.
public final class WorkerBuilder implements Cloneable {
  // What a builder was told: values that never change, so that a copy is a copy.
  Client client;
  String taskQueue;
  Registrations registrations = Registrations.NONE;

  @Nullable String identity;
  @Nullable String buildId;
  @Nullable WorkerDeploymentConfig deploymentConfig;
  int maxCachedWorkflows = 1000;
  @Nullable WorkflowCache workflowCache;
  Duration workerHeartbeatInterval = Duration.ofSeconds(60);
  int maxConcurrentWorkflowTasks = 100;
  int maxConcurrentActivities = 100;
  int maxConcurrentLocalActivities = 100;
  @Nullable WorkerTuner tuner;
  @Nullable PollerBehavior workflowTaskPollerBehavior;
  @Nullable PollerBehavior activityTaskPollerBehavior;
  double nonstickyToStickyPollRatio = 0.2;
  Duration stickyQueueScheduleToStartTimeout = Duration.ofSeconds(10);
  Duration maxHeartbeatThrottleInterval = Duration.ofSeconds(60);
  Duration defaultHeartbeatThrottleInterval = Duration.ofSeconds(30);
  Duration gracefulShutdownTimeout = Duration.ZERO;
  double maxActivitiesPerSecond;
  double maxTaskQueueActivitiesPerSecond;
  boolean noRemoteActivities;
  boolean disableEagerActivityExecution;
  int maxEagerActivityReservationsPerWorkflowTask = 3;
  List<Class<? extends Throwable>> workflowFailureExceptionTypes = List.of();
  List<WorkerInterceptor> interceptors = List.of();
  boolean debugMode = DebugMode.DEFAULT;
  @Nullable Executor activityExecutor;
  @Nullable ActivityProcesses activityProcesses;
  Consumer<? super Throwable> onFatalError = _ -> {};

  WorkerBuilder(Client client, String taskQueue) {
    this.client = client;
    this.taskQueue = named(taskQueue);
  }

  private static String named(String taskQueue) {
    if (taskQueue.isBlank()) {
      throw new IllegalArgumentException("A worker needs the name of a task queue.");
    }
    return taskQueue;
  }

  /// A builder that was told the same, and goes its own way from here.
  WorkerBuilder copy() {
    try {
      return (WorkerBuilder) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /// Another client than the one that the builder began with, as for a worker that is built like
  /// one that runs: [Worker#config].
  public WorkerBuilder client(Client client) {
    this.client = client;
    return this;
  }

  /// Another task queue than the one that the builder began with.
  public WorkerBuilder taskQueue(String taskQueue) {
    this.taskQueue = named(taskQueue);
    return this;
  }

  /// Adds workflows: classes with `@Workflow.Definition` that have a constructor without
  /// parameters.
  public WorkerBuilder workflows(Class<?>... types) {
    for (Class<?> type : types) {
      registrations = registrations.with(registry -> registry.workflow(type, null));
    }
    return this;
  }

  /// Adds a workflow whose instances a factory makes, one for each run and each time it is
  /// replayed.
  public <T> WorkerBuilder workflow(Class<T> type, Supplier<? extends T> factory) {
    registrations = registrations.with(registry -> registry.workflow(type, factory));
    return this;
  }

  /// Adds activities: objects with methods that have `@Activity.Definition`. Each object serves all
  /// attempts, several at a time.
  public WorkerBuilder activities(Object... instances) {
    for (Object instance : instances) {
      registrations = registrations.with(registry -> registry.activities(instance));
    }
    return this;
  }

  /// Adds what sees, and may change, what reaches workflows and activities and what they ask for;
  /// the first one is the outermost. Those of the client that are worker interceptors, too, are
  /// outside of all of them.
  public WorkerBuilder interceptors(WorkerInterceptor... added) {
    for (WorkerInterceptor each : added) {
      interceptors = Registrations.joined(interceptors, each);
    }
    return this;
  }

  /// Adds activities that run in processes of their own, as `processes` says: public classes with a
  /// public constructor without parameters, which each process calls once. Their code sees the
  /// information, cancellation, heartbeats and shutdown of its attempt as usual, but has no client.
  /// They cannot run as local activities.
  public WorkerBuilder activityProcesses(ActivityProcesses processes, Class<?>... types) {
    this.activityProcesses = processes;
    for (Class<?> type : types) {
      registrations = registrations.with(registry -> registry.activitiesInProcess(type));
    }
    return this;
  }

  /// The name under which people see this worker; the client's without it.
  public WorkerBuilder identity(String identity) {
    this.identity = identity;
    return this;
  }

  /// Which version of the code the worker runs, as histories show it. Without it, it is a checksum
  /// of the classes of its workflows and activities. A deployment has a build id of its own.
  public WorkerBuilder buildId(String buildId) {
    this.buildId = buildId;
    return this;
  }

  /// The deployment that the worker belongs to; none without it.
  public WorkerBuilder deploymentConfig(WorkerDeploymentConfig config) {
    this.deploymentConfig = config;
    return this;
  }

  /// How many workflow runs are kept in memory between their tasks; 1000 without it, 0 for none. A
  /// run that is not kept is replayed from its history for each task.
  public WorkerBuilder maxCachedWorkflows(int number) {
    this.maxCachedWorkflows = notNegative(number, "maxCachedWorkflows");
    return this;
  }

  /// Shares a cache of workflow runs with other workers, in place of one of its own.
  public WorkerBuilder workflowCache(WorkflowCache cache) {
    this.workflowCache = cache;
    return this;
  }

  /// The time after which the worker tells the server how it is, so that it is in the list of
  /// workers; 60 seconds without it, and zero for never.
  public WorkerBuilder workerHeartbeatInterval(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "workerHeartbeatInterval must not be negative, but is " + interval + ".");
    }
    this.workerHeartbeatInterval = interval;
    return this;
  }

  /// How many workflow tasks run at once; 100 without it, at least 2 while runs are cached.
  public WorkerBuilder maxConcurrentWorkflowTasks(int number) {
    this.maxConcurrentWorkflowTasks = positive(number, "maxConcurrentWorkflowTasks");
    return this;
  }

  /// How many activities run at once; 100 without it.
  public WorkerBuilder maxConcurrentActivities(int number) {
    this.maxConcurrentActivities = positive(number, "maxConcurrentActivities");
    return this;
  }

  /// How many local activities run at once; 100 without it. They do not count as activities.
  public WorkerBuilder maxConcurrentLocalActivities(int number) {
    this.maxConcurrentLocalActivities = positive(number, "maxConcurrentLocalActivities");
    return this;
  }

  /// Decides how many tasks of each kind run at once, in place of the three numbers above. While
  /// runs are cached, it must have 2 slots at least for workflow tasks.
  public WorkerBuilder tuner(WorkerTuner tuner) {
    this.tuner = tuner;
    return this;
  }

  /// How many polls wait for workflow tasks; without it half as many as there are slots, but from 5
  /// to 20. A poll that waits costs no thread, but it holds a slot, and brings no more tasks than
  /// there are round trips to the server. A fixed number is shared by the polls for new runs and
  /// for those in memory, and two are the least then; where the number scales, each of both has its
  /// own.
  public WorkerBuilder workflowTaskPollerBehavior(PollerBehavior behavior) {
    this.workflowTaskPollerBehavior = behavior;
    return this;
  }

  /// How many polls wait for activity tasks; as many without it as for workflow tasks.
  public WorkerBuilder activityTaskPollerBehavior(PollerBehavior behavior) {
    this.activityTaskPollerBehavior = behavior;
    return this;
  }

  /// The same as [#workflowTaskPollerBehavior] with a fixed number.
  public WorkerBuilder maxConcurrentWorkflowTaskPolls(int number) {
    return workflowTaskPollerBehavior(
        PollerBehavior.simpleMaximum(positive(number, "maxConcurrentWorkflowTaskPolls")));
  }

  /// The same as [#activityTaskPollerBehavior] with a fixed number.
  public WorkerBuilder maxConcurrentActivityTaskPolls(int number) {
    return activityTaskPollerBehavior(
        PollerBehavior.simpleMaximum(positive(number, "maxConcurrentActivityTaskPolls")));
  }

  /// The part of the polls for workflow tasks that asks for runs which no worker has in memory; 0.2
  /// without it, and at least one poll. The others ask for those that this worker has.
  public WorkerBuilder nonstickyToStickyPollRatio(double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "nonstickyToStickyPollRatio must be from 0 to 1, but is " + ratio + ".");
    }
    this.nonstickyToStickyPollRatio = ratio;
    return this;
  }

  /// How long a task waits for the worker that has its run in memory before any worker may take it;
  /// 10 seconds without it.
  public WorkerBuilder stickyQueueScheduleToStartTimeout(Duration timeout) {
    this.stickyQueueScheduleToStartTimeout = positive(timeout, "stickyQueueScheduleToStartTimeout");
    return this;
  }

  /// How long activities, local ones too, may go on after the worker was closed before they are
  /// cancelled; zero without it. Other workers run cancelled local activities again.
  public WorkerBuilder gracefulShutdownTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "gracefulShutdownTimeout must not be negative, but is " + timeout + ".");
    }
    this.gracefulShutdownTimeout = timeout;
    return this;
  }

  /// The longest time between two heartbeats that leave; 60 seconds without it. Otherwise it is 80
  /// % of the activity's heartbeat timeout.
  public WorkerBuilder maxHeartbeatThrottleInterval(Duration interval) {
    this.maxHeartbeatThrottleInterval = positive(interval, "maxHeartbeatThrottleInterval");
    return this;
  }

  /// The time between two heartbeats that leave, for activities without heartbeat timeout; 30
  /// seconds without it.
  public WorkerBuilder defaultHeartbeatThrottleInterval(Duration interval) {
    this.defaultHeartbeatThrottleInterval = positive(interval, "defaultHeartbeatThrottleInterval");
    return this;
  }

  /// How many activities this worker starts in a second; no limit without it.
  public WorkerBuilder maxActivitiesPerSecond(double number) {
    this.maxActivitiesPerSecond = positive(number, "maxActivitiesPerSecond");
    return this;
  }

  /// How many activities the server gives out in a second to all workers of the task queue
  /// together; no limit without it. It turns eager activities off, as the server does not count
  /// them.
  public WorkerBuilder maxTaskQueueActivitiesPerSecond(double number) {
    this.maxTaskQueueActivitiesPerSecond = positive(number, "maxTaskQueueActivitiesPerSecond");
    return this;
  }

  /// Takes no activities from the task queue: the worker runs its activities only as local ones.
  public WorkerBuilder noRemoteActivities(boolean only) {
    this.noRemoteActivities = only;
    return this;
  }

  /// Makes every activity go through the task queue. Without it some of those that a workflow task
  /// schedules on the worker's own queue come back to this worker at once.
  public WorkerBuilder disableEagerActivityExecution(boolean disable) {
    this.disableEagerActivityExecution = disable;
    return this;
  }

  /// How many activities may come back at once with one workflow task; 3 without it.
  public WorkerBuilder maxEagerActivityReservationsPerWorkflowTask(int number) {
    this.maxEagerActivityReservationsPerWorkflowTask =
        positive(number, "maxEagerActivityReservationsPerWorkflowTask");
    return this;
  }

  /// Exceptions that fail the workflow. Others than these and the failure types fail only the task,
  /// which is tried again until the code is repaired.
  @SafeVarargs
  public final WorkerBuilder workflowFailureExceptionTypes(Class<? extends Throwable>... types) {
    for (Class<? extends Throwable> type : types) {
      workflowFailureExceptionTypes = Registrations.joined(workflowFailureExceptionTypes, type);
    }
    return this;
  }

  /// Lets workflow code stop in a debugger: it is not taken for a deadlock. Also set by the
  /// environment variable `TEMPORAL_DEBUG`, unless it is `false` or `0`. In a JVM that was started
  /// for a debugger nothing is taken for a deadlock anyway.
  public WorkerBuilder debugMode(boolean debug) {
    this.debugMode = debug;
    return this;
  }

  /// Runs activities, local ones too, on an executor, which remains the caller's to close. Without
  /// it each runs on a virtual thread of its own. An attempt that waits for a thread does so within
  /// its timeouts, so it should have as many threads as activities may run at once.
  public WorkerBuilder activityExecutor(Executor executor) {
    this.activityExecutor = executor;
    return this;
  }

  /// Is told why the worker cannot go on, before it stops. [Worker#join()] throws the same.
  public WorkerBuilder onFatalError(Consumer<? super Throwable> listener) {
    this.onFatalError = listener;
    return this;
  }

  /// Starts the worker and returns it running.
  ///
  /// @throws dev.perdure.common.InvalidDefinitionException with everything that is wrong with the
  ///   workflows and activities
  /// @throws WorkerException when the namespace does not exist, or the server does not answer for
  ///   10 seconds
  public Worker start() {
    return new WorkerStart(copy()).start();
  }

  /// Starts the worker and waits until it has stopped, the thread is interrupted, or the JVM is
  /// told to exit (by Ctrl-C or SIGTERM). The worker is closed in any case, and takes the time that
  /// it needs for that.
  ///
  /// @throws WorkerException as [#start()], and when the worker stopped because it could not go on
  public void run() {
    try (Worker worker = start()) {
      var closing = new Thread(worker::close, "perdure-worker-close");
      Runtime.getRuntime().addShutdownHook(closing);
      try {
        worker.join();
      } finally {
        keepFromRunning(closing);
        closeInPeace(worker);
      }
    }
  }

  /// An interrupt is how the thread is told to end, and no reason to leave tasks behind.
  private static void closeInPeace(Worker worker) {
    boolean interrupted = Thread.interrupted();
    worker.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void keepFromRunning(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out, and the hook at work.
    }
  }

  private static int notNegative(int number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " must not be negative, but is " + number + ".");
    }
    return number;
  }

  private static int positive(int number, String what) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, but is " + number + ".");
    }
    return number;
  }

  private static double positive(double number, String what) {
    if (!(number > 0)) {
      throw new IllegalArgumentException(what + " must be positive, but is " + number + ".");
    }
    return number;
  }

  private static Duration positive(Duration duration, String what) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, but is " + duration + ".");
    }
    return duration;
  }
}

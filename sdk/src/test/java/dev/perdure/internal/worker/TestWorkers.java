package dev.perdure.internal.worker;

import dev.perdure.client.Client;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.WorkerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Workers for tests, on a scripted server.
final class TestWorkers {
  static final WorkerIdentity IDENTITY =
      new WorkerIdentity(
          "default", "queue", "me-sticky", "me", "key", new WorkerVersion("build-1", null));

  /// A scripted server has no client.
  static final Supplier<Client> NO_CLIENT =
      () -> {
        throw new IllegalStateException("no client");
      };

  static final WorkerMetrics NO_METRICS =
      new WorkerMetrics(MetricMeter.noop(), IDENTITY.namespace(), IDENTITY.taskQueue());

  final Registry.Builder registry = new Registry.Builder();
  final LinkedBlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
  WorkerTimers timers = WorkerTimers.system();
  DataConverter converter = DataConverter.defaults();
  boolean remoteActivities = true;
  SlotSupplier activitySlots = SlotSupplier.fixedSize(10);
  PollerBehavior activityPollers = PollerBehavior.simpleMaximum(1);
  SlotSupplier localActivitySlots = SlotSupplier.fixedSize(10);
  int cachedRuns = 10;
  WorkerVersion version = IDENTITY.version();
  Duration gracefulShutdown = Duration.ZERO;
  Duration heartbeatInterval = Duration.ofSeconds(60);
  @Nullable Executor activityExecutor;
  List<WorkerInterceptor> interceptors = List.of();

  static TestWorkers with(Object activities) {
    var result = new TestWorkers();
    result.registry.activities(activities);
    return result;
  }

  static TestWorkers with(Class<?> workflow) {
    var result = new TestWorkers();
    result.registry.workflow(workflow, null);
    return result;
  }

  RunningWorker start(ScriptedServer server) {
    return start(server.rpc());
  }

  RunningWorker start(Rpc rpc) {
    var worker = new RunningWorker(rpc, NO_CLIENT, registry.build(), converter, settings(), timers);
    worker.start();
    return worker;
  }

  private WorkerSettings settings() {
    return new WorkerSettings(
        new WorkerIdentity(
            IDENTITY.namespace(),
            IDENTITY.taskQueue(),
            IDENTITY.stickyQueue(),
            IDENTITY.identity(),
            IDENTITY.instanceKey(),
            version),
        new WorkflowSettings(
            SlotSupplier.fixedSize(10),
            new RunCache(cachedRuns),
            PollerBehavior.simpleMaximum(5),
            0.2,
            Duration.ofSeconds(10),
            List.of(),
            false),
        new ActivitySettings(
            remoteActivities,
            activitySlots,
            localActivitySlots,
            activityPollers,
            0,
            0,
            3,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            activityExecutor,
            null),
        interceptors,
        MetricMeter.noop(),
        HeaderCodecBehavior.NO_CODEC,
        gracefulShutdown,
        heartbeatInterval,
        fatal::add);
  }
}

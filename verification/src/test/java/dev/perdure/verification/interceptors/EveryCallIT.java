package dev.perdure.verification.interceptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.activity.Activity;
import dev.perdure.client.ActivityHandle;
import dev.perdure.client.AsyncActivityHandle;
import dev.perdure.client.AsyncActivityNotFoundException;
import dev.perdure.client.BatchHandle;
import dev.perdure.client.BatchOperation;
import dev.perdure.client.BatchOptions;
import dev.perdure.client.Client;
import dev.perdure.client.ClientInterceptor;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.ClientOutboundCalls;
import dev.perdure.client.RpcException;
import dev.perdure.client.Schedule;
import dev.perdure.client.ScheduleActionStartWorkflow;
import dev.perdure.client.ScheduleBackfill;
import dev.perdure.client.ScheduleHandle;
import dev.perdure.client.ScheduleSpec;
import dev.perdure.client.StartActivityOptions;
import dev.perdure.client.WithStartWorkflowOperation;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.WorkflowIdConflictPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.ActivityOutboundCalls;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.LocalActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import io.grpc.Status;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One object intercepts everything: every verb of client, workflow and activity goes through it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EveryCallIT {
  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final Payload TRACE = DataConverter.defaults().encode("trace-1");

  /// Writes down every call that passes, of whatever kind.
  private static final class Recording implements ClientInterceptor, WorkerInterceptor {
    private final Set<String> calls = new ConcurrentSkipListSet<>();

    @Override
    public ClientOutboundCalls interceptClient(ClientOutboundCalls next) {
      return recording(ClientOutboundCalls.class, next);
    }

    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      return recording(WorkflowInboundCalls.class, next);
    }

    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      return recording(ActivityInboundCalls.class, next);
    }

    @SuppressWarnings("unchecked") // a proxy is of the interface's type
    private <T> T recording(Class<T> type, T next) {
      return (T)
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) -> {
                calls.add(name(type, method));
                return call(method, next, arguments);
              });
    }

    private Object call(Method method, Object next, Object[] arguments) throws Throwable {
      Object[] passed = arguments == null ? new Object[0] : arguments;
      if (method.getName().equals("init")) {
        passed[0] =
            passed[0] instanceof WorkflowOutboundCalls outbound
                ? recording(WorkflowOutboundCalls.class, outbound)
                : recording(ActivityOutboundCalls.class, (ActivityOutboundCalls) passed[0]);
      }
      try {
        return method.invoke(next, passed);
      } catch (InvocationTargetException e) {
        throw Objects.requireNonNull(e.getCause());
      }
    }

    static String name(Class<?> type, Method method) {
      return type.getSimpleName() + "." + method.getName();
    }
  }

  /// Hands a header on from workflow to activity, as tracing does.
  private static final class Handing implements ClientInterceptor, WorkerInterceptor {
    @Override
    public ClientOutboundCalls interceptClient(ClientOutboundCalls next) {
      record Calls(ClientOutboundCalls next) implements ClientOutboundCalls {
        @Override
        public WorkflowHandle<?, ?> startWorkflow(StartWorkflowInput input) {
          return next.startWorkflow(input.withHeader("trace", TRACE));
        }
      }
      return new Calls(next);
    }

    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      record Outbound(WorkflowOutboundCalls next) implements WorkflowOutboundCalls {
        @Override
        public Promise<?> startActivity(StartActivityInput input) {
          Payload trace = Workflow.info().headers().get("trace");
          return next.startActivity(trace == null ? input : input.withHeader("trace", trace));
        }
      }
      record Inbound(WorkflowInboundCalls next) implements WorkflowInboundCalls {
        @Override
        public void init(WorkflowOutboundCalls outbound) {
          next.init(new Outbound(outbound));
        }
      }
      return new Inbound(next);
    }

    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      record Inbound(ActivityInboundCalls next) implements ActivityInboundCalls {
        @Override
        public @Nullable Object executeActivity(ExecuteActivityInput input) throws Exception {
          return next.executeActivity(input) + " with " + input.headers().get("trace");
        }
      }
      return new Inbound(next);
    }
  }

  /// Activities of every kind.
  public static final class Work {
    private final BlockingQueue<byte[]> tokens = new LinkedBlockingQueue<>();

    @Activity.Definition
    public String work(String what) {
      Activity.heartbeat(1);
      return what + " by " + Activity.info().activityType();
    }

    @Activity.Definition
    public String completedElsewhere() {
      tokens.add(Activity.info().taskToken());
      throw Activity.completeAsync();
    }
  }

  /// Waits for a signal, also when it is cancelled.
  @Workflow.Definition
  public static final class Waiting {
    private boolean poked;

    @Workflow.Run
    public String run() {
      Workflow.detached(() -> Workflow.await(() -> poked));
      return "poked";
    }

    @Workflow.Signal
    public void poke() {
      poked = true;
    }
  }

  /// Uses every verb.
  @Workflow.Definition
  public static final class Everything {
    private String told = "";

    @Workflow.Run
    public String run(String other, boolean first) {
      if (!first) {
        return told;
      }
      Workflow.await(() -> !told.isEmpty());
      Workflow.sleep(Duration.ofMillis(1));
      var _ = Workflow.executeActivity(Work::work, "a", ActivityOptions.startToClose(LIMIT));
      var _ =
          Workflow.executeActivity(Work::completedElsewhere, ActivityOptions.startToClose(LIMIT));
      var _ =
          Workflow.executeLocalActivity(Work::work, "b", LocalActivityOptions.startToClose(LIMIT));
      var child =
          Workflow.startChildWorkflow(
              Waiting::run, ChildWorkflowOptions.of(Workflow.info().workflowId() + "-child"));
      child.signal(Waiting::poke);
      var _ = child.get();
      var external = Workflow.getExternalWorkflowHandle(Waiting.class, other);
      external.cancel("enough");
      external.signal(Waiting::poke);
      return Workflow.continueAsNew(Everything::run, other, false);
    }

    @Workflow.Signal
    public void tell(String text) {
      told = text;
    }

    @Workflow.Query
    public String told() {
      return told;
    }

    @Workflow.Update
    public String correct(String text) {
      told = text;
      return text;
    }

    @Workflow.UpdateValidator("correct")
    public void isText(String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("empty");
      }
    }
  }

  /// Returns what its activity does.
  @Workflow.Definition
  public static final class Traced {
    @Workflow.Run
    public String run() {
      return Workflow.executeActivity(Work::work, "a", ActivityOptions.startToClose(LIMIT));
    }
  }

  private final String taskQueue = "queue-" + UUID.randomUUID();
  private final Work work = new Work();

  private WorkflowOptions options() {
    return WorkflowOptions.of("workflow-" + UUID.randomUUID(), taskQueue);
  }

  private Worker worker(Client client) {
    return Worker.builder(client, taskQueue)
        .workflows(Waiting.class, Everything.class, Traced.class)
        .activities(work)
        .start();
  }

  private static void replay(Client client, WorkerInterceptor interceptor) {
    Replayer.builder()
        .workflows(Waiting.class, Everything.class, Traced.class)
        .interceptors(interceptor)
        .build()
        .replayWorkflows(client.listWorkflows("").histories().toList());
  }

  @Test
  void every_verb_passes_the_chain() throws Exception {
    var recording = new Recording();
    try (var server = PerdureUnderTest.inMemory();
        var client =
            Client.connect(server.address(), ClientOptions.defaults().withInterceptors(recording));
        var _ = worker(client)) {
      WorkflowHandle<Waiting, String> waiting = client.startWorkflow(Waiting::run, options());
      WorkflowHandle<Everything, String> everything =
          client.startWorkflow(Everything::run, waiting.id(), true, options());
      everything.signal(Everything::tell, "text");
      assertThat(everything.executeUpdate(Everything::correct, "better")).isEqualTo("better");
      var start =
          WithStartWorkflowOperation.of(
              Everything::run,
              waiting.id(),
              false,
              options().withIdConflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING));
      assertThat(client.executeUpdateWithStart(Everything::correct, "first", start))
          .isEqualTo("first");
      AsyncActivityHandle async =
          client.getAsyncActivityHandle(
              Objects.requireNonNull(work.tokens.poll(20, TimeUnit.SECONDS)));
      async.heartbeat("here");
      async.fail(new IllegalStateException("again"));
      client
          .getAsyncActivityHandle(Objects.requireNonNull(work.tokens.poll(20, TimeUnit.SECONDS)))
          .complete("done");
      assertThat(everything.result()).isEmpty();
      assertThat(everything.query(Everything::told)).isEmpty();
      assertThatThrownBy(() -> async.reportCancellation())
          .isInstanceOf(AsyncActivityNotFoundException.class);
      var _ = everything.describe();
      var _ = everything.fetchHistory();
      assertThat(everything.fetchHistoryEvents()).isNotEmpty();
      assertThat(client.listWorkflows("WorkflowId = '" + everything.id() + "'")).hasSize(2);
      assertThat(client.countWorkflows("").count()).isGreaterThan(2);
      WorkflowHandle<Waiting, String> ended = client.startWorkflow(Waiting::run, options());
      ended.cancel("enough");
      ended.terminate("really");
      var result = ended.resultAsync();
      assertThatThrownBy(result::join).hasRootCauseMessage("really");
      replay(client, recording);
      useSchedules(client);
      useBatches(client);
      useStandaloneActivities(client);
    }

    assertThat(recording.calls).containsExactlyInAnyOrderElementsOf(all());
  }

  private void useSchedules(Client client) {
    ScheduleHandle handle = client.getScheduleHandle("schedule");
    Instant now = Instant.now();
    passing(
        () ->
            client.createSchedule(
                handle.id(),
                Schedule.of(
                    ScheduleActionStartWorkflow.of(Traced::run, "traced", taskQueue),
                    ScheduleSpec.empty())));
    passing(handle::describe);
    passing(() -> handle.update(_ -> null));
    passing(handle::pause);
    passing(handle::unpause);
    passing(handle::trigger);
    passing(() -> handle.backfill(ScheduleBackfill.of(now, now)));
    passing(() -> handle.matchingTimes(now, now));
    passing(() -> client.listSchedules().page());
    passing(handle::delete);
  }

  private static void useBatches(Client client) {
    BatchHandle batch = client.getBatchHandle("batch");
    var options = BatchOptions.ofQuery("WorkflowId = 'none'", "no reason").withId(batch.id());
    passing(() -> client.startBatch(BatchOperation.cancel(), options));
    passing(batch::describe);
    passing(() -> batch.stop("enough"));
    passing(() -> client.listBatches().page());
  }

  private static void useStandaloneActivities(Client client) {
    var options = StartActivityOptions.startToClose("activity", "nobody's", LIMIT);
    passing(() -> client.startActivity(Work::work, "a", options));
    ActivityHandle<String> activity = client.getActivityHandle(Work::work, "activity");
    passing(activity::result);
    assertThat(activity.resultAsync()).failsWithin(LIMIT);
    passing(activity::cancel);
    passing(() -> activity.terminate("enough"));
    passing(activity::describe);
    passing(() -> client.listActivities("").page());
    passing(() -> client.countActivities(""));
  }

  /// Of these calls only their way matters, not what the server says.
  private static void passing(Runnable call) {
    try {
      call.run();
    } catch (RpcException e) {
      assertThat(e.code()).isNotEqualTo(Status.Code.INTERNAL);
    }
  }

  private static List<String> all() {
    return Stream.of(
            ClientOutboundCalls.class,
            WorkflowInboundCalls.class,
            WorkflowOutboundCalls.class,
            ActivityInboundCalls.class,
            ActivityOutboundCalls.class)
        .flatMap(
            type ->
                Arrays.stream(type.getMethods())
                    .filter(Method::isDefault)
                    .map(method -> Recording.name(type, method)))
        .distinct()
        .toList();
  }

  @Test
  void a_header_goes_from_the_client_through_the_workflow_to_its_activity() {
    try (var server = PerdureUnderTest.inMemory();
        var client =
            Client.connect(
                server.address(), ClientOptions.defaults().withInterceptors(new Handing()));
        var _ = worker(client)) {
      assertThat(client.executeWorkflow(Traced::run, options()))
          .isEqualTo("a by work with " + TRACE);
      replay(client, new Handing());
    }
  }
}

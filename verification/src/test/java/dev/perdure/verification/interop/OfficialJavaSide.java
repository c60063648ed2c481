package dev.perdure.verification.interop;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.client.WorkflowClient;
import io.temporal.common.RetryOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.Header;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The story as workers of the official Java SDK tell it.
final class OfficialJavaSide {
  private static final SearchAttributeKey<String> CITY = SearchAttributeKey.forKeyword("City");

  private OfficialJavaSide() {}

  /// Starts a worker; closing what is returned stops it.
  static AutoCloseable start(String address, String queue) {
    var service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(), ofSeconds(30));
    var factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(service),
            WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new Trace()).build());
    var worker = factory.newWorker(queue);
    worker.registerWorkflowImplementationTypes(ParentWorkflow.class, ChildWorkflow.class);
    worker.registerActivitiesImplementations(new StepsHere());
    factory.start();
    return () -> {
      factory.shutdownNow();
      factory.awaitTermination(10, TimeUnit.SECONDS);
      service.shutdownNow();
    };
  }

  /// What the parents of both sides use.
  @ActivityInterface
  public interface Steps {
    @ActivityMethod(name = "greet")
    String greet(String name);

    @ActivityMethod(name = "echo")
    Item echo(Item item);

    @ActivityMethod(name = "refuse")
    String refuse();

    @ActivityMethod(name = "hang")
    String hang();

    @ActivityMethod(name = "stall")
    String stall();
  }

  static final class StepsHere implements Steps {
    @Override
    public String greet(String name) {
      return "Hello, " + name + "!";
    }

    @Override
    public Item echo(Item item) {
      return item;
    }

    @Override
    public String refuse() {
      throw refusal();
    }

    @Override
    public String hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "never";
    }

    @Override
    public String stall() {
      Activity.getExecutionContext().heartbeat(7);
      return hang();
    }
  }

  private static ApplicationFailure refusal() {
    return ApplicationFailure.newNonRetryableFailureWithCause(
        "no", "Refusal", ApplicationFailure.newFailure("deep down", "Deep"), 42);
  }

  /// Does what it is told.
  @WorkflowInterface
  public interface Child {
    @WorkflowMethod
    String run(String what, String otherQueue);

    @SignalMethod
    void tell(String what);
  }

  public static final class ChildWorkflow implements Child {
    private @Nullable String news;

    @Override
    public String run(String what, String otherQueue) {
      return switch (what) {
        case "returns" ->
            "who=%s city=%s"
                .formatted(
                    Workflow.getMemo("who", String.class),
                    Workflow.getTypedSearchAttributes().get(CITY));
        case "refuses" -> throw refusal();
        case "delegates" ->
            Workflow.newUntypedActivityStub(options(otherQueue).build())
                .execute("refuse", String.class);
        default -> {
          Workflow.await(() -> news != null);
          yield "got " + news;
        }
      };
    }

    @Override
    public void tell(String what) {
      news = what;
    }
  }

  private static ActivityOptions.Builder options(String queue) {
    return ActivityOptions.newBuilder().setStartToCloseTimeout(ofSeconds(10)).setTaskQueue(queue);
  }

  /// Uses activities and children of another task queue, and tells what came of it.
  @WorkflowInterface
  public interface Parent {
    @WorkflowMethod
    List<String> run(String otherQueue, String ownQueue);
  }

  public static final class ParentWorkflow implements Parent {
    private final List<String> story = new ArrayList<>();

    @Override
    public List<String> run(String otherQueue, String ownQueue) {
      var steps = Workflow.newUntypedActivityStub(options(otherQueue).build());
      tell("greet", () -> steps.execute("greet", String.class, "Ada"));
      tell("echo", () -> steps.execute("echo", Item.class, Item.PEN).inWords());
      tell("refuse", () -> steps.execute("refuse", String.class));
      var brief =
          Workflow.newUntypedActivityStub(
              options(otherQueue)
                  .setStartToCloseTimeout(ofMillis(500))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                  .build());
      tell("hang", () -> brief.execute("hang", String.class));
      var lively =
          Workflow.newUntypedActivityStub(
              options(otherQueue)
                  .setHeartbeatTimeout(ofMillis(500))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                  .build());
      tell("stall", () -> lively.execute("stall", String.class));
      var children =
          ChildWorkflowOptions.newBuilder()
              .setTaskQueue(otherQueue)
              .setMemo(Map.of("who", "ada"))
              .setTypedSearchAttributes(SearchAttributes.newBuilder().set(CITY, "Bern").build())
              .build();
      tell("returns", () -> child(children).execute(String.class, "returns", ownQueue));
      tell("refuses", () -> child(children).execute(String.class, "refuses", ownQueue));
      tell("delegates", () -> child(children).execute(String.class, "delegates", ownQueue));
      var hasty =
          ChildWorkflowOptions.newBuilder(children).setWorkflowRunTimeout(ofMillis(500)).build();
      tell("times out", () -> child(hasty).execute(String.class, "waits", ownQueue));
      tell(
          "is signalled",
          () -> {
            var child = child(children);
            var result = child.executeAsync(String.class, "waits", ownQueue);
            child.getExecution().get();
            child.signal("tell", "news");
            return result.get();
          });
      tell(
          "is cancelled",
          () -> {
            var child = child(children);
            var result = new ArrayList<Promise<String>>();
            CancellationScope scope =
                Workflow.newCancellationScope(
                    () -> result.add(child.executeAsync(String.class, "waits", ownQueue)));
            scope.run();
            child.getExecution().get();
            scope.cancel();
            return result.getFirst().get();
          });
      var doomed =
          ChildWorkflowOptions.newBuilder(children)
              .setWorkflowId(Workflow.getInfo().getWorkflowId() + "-doomed")
              .build();
      tell("is terminated", () -> child(doomed).execute(String.class, "waits", ownQueue));
      return story;
    }

    private static ChildWorkflowStub child(ChildWorkflowOptions options) {
      return Workflow.newUntypedChildWorkflowStub("Child", options);
    }

    private void tell(String what, Supplier<String> step) {
      try {
        story.add(what + ": " + step.get());
      } catch (TemporalFailure e) {
        story.add(what + ": " + inWords(e));
      }
    }
  }

  private static String inWords(Throwable failure) {
    String here =
        switch (failure) {
          case ActivityFailure _ -> "Activity";
          case ChildWorkflowFailure _ -> "Child";
          case CanceledFailure _ -> "Cancelled";
          case TerminatedFailure _ -> "Terminated";
          case TimeoutFailure f ->
              "Timeout %s %s"
                  .formatted(
                      f.getTimeoutType().name().substring(13),
                      f.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT
                          ? f.getLastHeartbeatDetails().get(Integer.class)
                          : "");
          case ApplicationFailure f ->
              "%s (%s) %s%s"
                  .formatted(
                      f.getType(),
                      f.getOriginalMessage(),
                      f.getDetails().getSize() == 0 ? "" : f.getDetails().get(Integer.class),
                      f.isNonRetryable() ? " final" : "");
          default -> failure.toString();
        };
    Throwable cause = failure.getCause();
    return cause == null ? here.strip() : here.strip() + " < " + inWords(cause);
  }

  /// Sends a header along, and adds to texts what header came.
  private static final class Trace extends WorkerInterceptorBase {
    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
      return new Workflows(next);
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
      return new ActivityInboundCallsInterceptorBase(next) {
        @Override
        public ActivityInboundCallsInterceptor.ActivityOutput execute(
            ActivityInboundCallsInterceptor.ActivityInput input) {
          var output = super.execute(input);
          return new ActivityInboundCallsInterceptor.ActivityOutput(
              traced(output.getResult(), input.getHeader()));
        }
      };
    }

    private static @Nullable Object traced(@Nullable Object result, Header header) {
      Payload trace = header.getValues().get("trace");
      return result instanceof String text && trace != null
          ? text
              + " trace="
              + DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                  trace, String.class, String.class)
          : result;
    }

    private static final class Workflows extends WorkflowInboundCallsInterceptorBase {
      Workflows(WorkflowInboundCallsInterceptor next) {
        super(next);
      }

      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(new Outbound(outbound));
      }

      @Override
      public WorkflowOutput execute(WorkflowInput input) {
        var output = super.execute(input);
        return new WorkflowOutput(traced(output.getResult(), input.getHeader()));
      }
    }

    private static final class Outbound extends WorkflowOutboundCallsInterceptorBase {
      Outbound(WorkflowOutboundCallsInterceptor next) {
        super(next);
      }

      private static void trace(Header header) {
        header
            .getValues()
            .put("trace", DefaultDataConverter.STANDARD_INSTANCE.toPayload("t-1").orElseThrow());
      }

      @Override
      public <R> WorkflowOutboundCallsInterceptor.ActivityOutput<R> executeActivity(
          WorkflowOutboundCallsInterceptor.ActivityInput<R> input) {
        trace(input.getHeader());
        return super.executeActivity(input);
      }

      @Override
      public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
        trace(input.getHeader());
        return super.executeChildWorkflow(input);
      }
    }
  }
}

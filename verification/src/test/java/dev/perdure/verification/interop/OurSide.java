package dev.perdure.verification.interop;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.ChildWorkflowHandle;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The story as workers of our SDK tell it.
final class OurSide {
  private static final SearchAttributeKey<String> CITY = SearchAttributeKey.forKeyword("City");

  private OurSide() {}

  static Worker start(Client client, String queue) {
    return Worker.builder(client, queue)
        .workflows(Parent.class, Child.class)
        .activities(new Steps())
        .interceptors(new Trace())
        .start();
  }

  /// Every run that the worker made replays.
  static void replay(Client client, String queue) {
    Replayer.builder()
        .workflows(Parent.class, Child.class)
        .interceptors(new Trace())
        .build()
        .replayWorkflows(client.listWorkflows("TaskQueue = '" + queue + "'").histories().toList());
  }

  /// What the parents of both sides use.
  public static final class Steps {
    @Activity.Definition
    public String greet(String name) {
      return "Hello, " + name + "!";
    }

    @Activity.Definition
    public Item echo(Item item) {
      return item;
    }

    @Activity.Definition
    @SuppressWarnings("DoNotCallSuggester") // failing is what it is for
    public String refuse() {
      throw refusal();
    }

    @Activity.Definition
    public String hang() throws InterruptedException {
      new CountDownLatch(1).await();
      return "never";
    }

    @Activity.Definition
    public String stall() throws InterruptedException {
      Activity.heartbeat(7);
      return hang();
    }
  }

  private static ApplicationFailure refusal() {
    return ApplicationFailure.nonRetryable("no", "Refusal")
        .withDetails(42)
        .withCause(ApplicationFailure.of("deep down", "Deep"));
  }

  /// Does what it is told.
  @Workflow.Definition
  public static final class Child {
    private @Nullable String news;

    @Workflow.Run
    public String run(String what, String otherQueue) {
      return switch (what) {
        case "returns" ->
            "who=%s city=%s"
                .formatted(
                    Workflow.memoValue("who", String.class),
                    Workflow.info().searchAttributes().get(CITY));
        case "refuses" -> throw refusal();
        case "delegates" ->
            Workflow.executeActivity("refuse", String.class, options(otherQueue)) + "";
        default -> {
          Workflow.await(() -> news != null);
          yield "got " + news;
        }
      };
    }

    @Workflow.Signal
    public void tell(String what) {
      news = what;
    }
  }

  private static ActivityOptions options(String queue) {
    return ActivityOptions.startToClose(ofSeconds(10)).withTaskQueue(queue);
  }

  /// Uses activities and children of another task queue, and tells what came of it.
  @Workflow.Definition
  public static final class Parent {
    private final List<String> story = new ArrayList<>();

    @Workflow.Run
    public List<String> run(String otherQueue, String ownQueue) {
      ActivityOptions steps = options(otherQueue);
      tell("greet", () -> Workflow.executeActivity("greet", String.class, steps, "Ada"));
      tell(
          "echo",
          () -> {
            Item item = Workflow.executeActivity("echo", Item.class, steps, Item.PEN);
            return item == null ? null : item.inWords();
          });
      tell("refuse", () -> Workflow.executeActivity("refuse", String.class, steps));
      var brief =
          steps.withStartToCloseTimeout(ofMillis(500)).withRetryPolicy(RetryPolicy.attempts(1));
      tell("hang", () -> Workflow.executeActivity("hang", String.class, brief));
      var lively =
          steps.withHeartbeatTimeout(ofMillis(500)).withRetryPolicy(RetryPolicy.attempts(1));
      tell("stall", () -> Workflow.executeActivity("stall", String.class, lively));
      var children =
          ChildWorkflowOptions.defaults()
              .withTaskQueue(otherQueue)
              .withMemo(Map.of("who", "ada"))
              .withSearchAttributes(SearchAttributes.empty().with(CITY, "Bern"));
      tell("returns", () -> start(children, "returns", ownQueue).get());
      tell("refuses", () -> start(children, "refuses", ownQueue).get());
      tell("delegates", () -> start(children, "delegates", ownQueue).get());
      tell(
          "times out",
          () -> start(children.withRunTimeout(ofMillis(500)), "waits", ownQueue).get());
      tell(
          "is signalled",
          () -> {
            var child = start(children, "waits", ownQueue);
            child.signal("tell", "news");
            return child.get();
          });
      tell(
          "is cancelled",
          () -> {
            var child = start(children, "waits", ownQueue);
            child.cancel();
            return child.get();
          });
      var doomed = children.withId(Workflow.info().workflowId() + "-doomed");
      tell("is terminated", () -> start(doomed, "waits", ownQueue).get());
      return story;
    }

    private static ChildWorkflowHandle<?, @Nullable String> start(
        ChildWorkflowOptions options, String what, String ownQueue) {
      return Workflow.startChildWorkflow("Child", String.class, options, what, ownQueue);
    }

    private void tell(String what, Supplier<@Nullable String> step) {
      try {
        story.add(what + ": " + step.get());
      } catch (Failure e) {
        story.add(what + ": " + inWords(e));
      }
    }
  }

  private static String inWords(Throwable failure) {
    String here =
        switch (failure) {
          case ActivityFailure _ -> "Activity";
          case ChildWorkflowFailure _ -> "Child";
          case CancelledFailure _ -> "Cancelled";
          case TerminatedFailure _ -> "Terminated";
          case TimeoutFailure f ->
              "Timeout %s %s"
                  .formatted(
                      f.type(),
                      f.lastHeartbeatDetails().isEmpty()
                          ? ""
                          : f.lastHeartbeatDetails().get(0, Integer.class));
          case ApplicationFailure f ->
              "%s (%s) %s%s"
                  .formatted(
                      f.type(),
                      f.getMessage(),
                      f.details().isEmpty() ? "" : f.details().get(0, Integer.class),
                      f.nonRetryable() ? " final" : "");
          default -> failure.toString();
        };
    Throwable cause = failure.getCause();
    return cause == null ? here.strip() : here.strip() + " < " + inWords(cause);
  }

  /// Sends a header along, and adds to texts what header came.
  private static final class Trace implements WorkerInterceptor {
    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      return new Workflows(next);
    }

    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      return new Activities(next);
    }

    private static @Nullable Object traced(@Nullable Object result, Map<String, Payload> headers) {
      Payload trace = headers.get("trace");
      return result instanceof String text && trace != null
          ? text + " trace=" + DataConverter.defaults().decode(trace, String.class)
          : result;
    }

    private record Activities(ActivityInboundCalls next) implements ActivityInboundCalls {
      @Override
      public @Nullable Object executeActivity(ExecuteActivityInput input) throws Exception {
        return traced(next.executeActivity(input), input.headers());
      }
    }

    private record Workflows(WorkflowInboundCalls next) implements WorkflowInboundCalls {
      @Override
      public void init(WorkflowOutboundCalls outbound) {
        next.init(new Outbound(outbound));
      }

      @Override
      public @Nullable Object executeWorkflow(ExecuteWorkflowInput input) throws Exception {
        return traced(next.executeWorkflow(input), input.headers());
      }
    }

    private record Outbound(WorkflowOutboundCalls next) implements WorkflowOutboundCalls {
      private static final Payload TRACE = DataConverter.defaults().encode("t-1");

      @Override
      public Promise<?> startActivity(StartActivityInput input) {
        return next.startActivity(input.withHeader("trace", TRACE));
      }

      @Override
      public ChildWorkflowHandle<?, ?> startChildWorkflow(StartChildWorkflowInput input) {
        return next.startChildWorkflow(input.withHeader("trace", TRACE));
      }
    }
  }
}

package dev.perdure.engine.sim;

import com.google.protobuf.Any;
import com.google.protobuf.FieldMask;
import dev.perdure.engine.EngineFixture;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.Request.ActivityRef;
import dev.perdure.engine.record.TaskToken;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Response;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests full of nonsense are refused or carried out, but never break the engine: after each one
/// the state is the fold of its records and the history is sound.
final class OddRequestsTest {
  private static final int REQUESTS = 400;

  static Stream<Long> seeds() {
    var one = Long.getLong("sim.seed");
    return (one != null ? LongStream.of(one) : LongStream.range(0, 25)).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void no_request_breaks_the_engine(long seed) {
    var world = new World(seed);

    for (int i = 0; i < REQUESTS; i++) {
      world.step();
    }
  }

  private static final class World {
    private final RandomGenerator random;
    private final OddMessages odd;
    private final EngineFixture engine = new EngineFixture(EngineLimits.DEFAULT);
    private final List<TaskToken> tasks = new ArrayList<>();
    private final List<TaskToken> activities = new ArrayList<>();
    private final List<Effect> offers = new ArrayList<>();

    World(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      odd = new OddMessages(random);
    }

    void step() {
      Request<?> request = random.nextInt(3) == 0 ? claim() : request();
      var decision = engine.ask(request);
      offers.addAll(decision.effects());
      if (decision.outcome() instanceof Decision.Accepted<?>(var reply)) {
        switch (reply) {
          case ClaimedWorkflowTask task -> tasks.add(task.token());
          case ClaimedActivityTask task -> activities.add(task.token());
          default -> {}
        }
      }
      if (engine.state().current() != null) {
        Histories.check(engine.run().events());
      }
    }

    private Request<?> claim() {
      if (offers.isEmpty()) {
        return new Request.Start(odd.of(StartWorkflowExecutionRequest.getDefaultInstance()), true);
      }
      return switch (offers.remove(random.nextInt(offers.size()))) {
        case Effect.DispatchWorkflowTask task ->
            new Request.ClaimWorkflowTask(
                task.runId(),
                task.scheduledEventId(),
                task.stamp(),
                odd.text(),
                random.nextBoolean(),
                odd.text(),
                odd.text(),
                random.nextInt(2));
        case Effect.DispatchActivityTask task ->
            new Request.ClaimActivityTask(
                task.runId(), task.scheduledEventId(), task.stamp(), odd.text(), odd.text(), 0);
        case Effect.DispatchQuery query ->
            new Request.ClaimQuery(query.runId(), query.queryId(), random.nextBoolean());
        default -> new Request.TimersDue();
      };
    }

    private Request<?> request() {
      return switch (random.nextInt(24)) {
        case 0 ->
            new Request.Start(
                odd.of(StartWorkflowExecutionRequest.getDefaultInstance()), random.nextBoolean());
        case 1 ->
            new Request.SignalWithStart(
                odd.of(SignalWithStartWorkflowExecutionRequest.getDefaultInstance()));
        case 2 ->
            new Request.Signal(
                SignalWorkflowExecutionRequest.newBuilder(
                        odd.of(SignalWorkflowExecutionRequest.getDefaultInstance()))
                    .clearWorkflowExecution()
                    .build());
        case 3 ->
            new Request.RequestCancel(
                odd.of(RequestCancelWorkflowExecutionRequest.getDefaultInstance()));
        case 4 ->
            random.nextInt(5) == 0
                ? new Request.Terminate(
                    odd.of(TerminateWorkflowExecutionRequest.getDefaultInstance()))
                : new Request.Describe("");
        case 5 ->
            new Request.Query(
                odd.text() + random.nextInt(5), odd.of(QueryWorkflowRequest.getDefaultInstance()));
        case 6 ->
            new Request.FailWorkflowTask(
                token(tasks), odd.of(RespondWorkflowTaskFailedRequest.getDefaultInstance()));
        case 7 -> new Request.Heartbeat(activity(), payloads(), odd.text());
        case 8 -> new Request.CompleteActivity(activity(), payloads(), odd.text());
        case 16 ->
            new Request.PauseActivity(
                odd.of(PauseActivityRequest.getDefaultInstance()).toBuilder()
                    .clearExecution()
                    .setType("a")
                    .build());
        case 17 ->
            new Request.UnpauseActivity(
                odd.of(UnpauseActivityRequest.getDefaultInstance()).toBuilder()
                    .clearExecution()
                    .setUnpauseAll(true)
                    .build());
        case 18 ->
            new Request.ResetActivity(
                odd.of(ResetActivityRequest.getDefaultInstance()).toBuilder()
                    .clearExecution()
                    .setMatchAll(true)
                    .build());
        case 19 ->
            new Request.UpdateActivityOptions(
                odd.of(UpdateActivityOptionsRequest.getDefaultInstance()).toBuilder()
                    .clearExecution()
                    .setMatchAll(true)
                    .setUpdateMask(mask())
                    .build());
        case 9 ->
            new Request.FailActivity(
                activity(), odd.of(Failure.getDefaultInstance()), payloads(), odd.text());
        case 10 -> new Request.CancelActivity(activity(), payloads(), odd.text());
        case 11 -> new Request.EpochBegan(random.nextInt(3));
        case 12 -> oddRun();
        case 13 -> {
          engine.advance(Duration.ofSeconds(random.nextInt(30)));
          yield new Request.TimersDue();
        }
        case 20, 21 -> new Request.Update(update());
        case 22 ->
            random.nextBoolean()
                ? new Request.PollUpdate("", odd.text())
                : new Request.UpdateWithStart(
                    odd.of(StartWorkflowExecutionRequest.getDefaultInstance()), update());
        default -> new Request.CompleteWorkflowTask(token(tasks), completion(), 0);
      };
    }

    private Request<?> oddRun() {
      return switch (random.nextInt(4)) {
        case 0 -> new Request.ResetSticky("");
        case 1 ->
            new Request.UpdateOptions(
                odd.of(UpdateWorkflowExecutionOptionsRequest.getDefaultInstance()).toBuilder()
                    .clearWorkflowExecution()
                    .build());
        case 2 ->
            random.nextInt(5) == 0
                ? new Request.Delete("", random.nextBoolean(), random.nextBoolean())
                : new Request.Delete(odd.text(), false, random.nextBoolean());
        default -> {
          var run = engine.state().current();
          yield new Request.Reset(
              odd.of(ResetWorkflowExecutionRequest.getDefaultInstance()).toBuilder()
                  .clearWorkflowExecution()
                  .clearPostResetOperations()
                  .setRequestId(odd.text())
                  .setWorkflowTaskFinishEventId(
                      run == null ? odd.number() : random.nextInt(run.events().size() + 2))
                  .build(),
              Map.of());
        }
      };
    }

    private UpdateWorkflowExecutionRequest update() {
      return UpdateWorkflowExecutionRequest.newBuilder(
              odd.of(UpdateWorkflowExecutionRequest.getDefaultInstance()))
          .clearWorkflowExecution()
          .clearFirstExecutionRunId()
          .build();
    }

    private List<Message> messages() {
      var messages = new ArrayList<Message>();
      for (int i = random.nextInt(3); i > 0; i--) {
        var body =
            switch (random.nextInt(4)) {
              case 0 -> odd.of(Rejection.getDefaultInstance());
              case 1 -> odd.of(Response.getDefaultInstance());
              case 2 -> odd.of(Command.getDefaultInstance());
              default -> odd.of(Acceptance.getDefaultInstance());
            };
        messages.add(
            odd.of(Message.getDefaultInstance()).toBuilder().setBody(Any.pack(body)).build());
      }
      return messages;
    }

    private RespondWorkflowTaskCompletedRequest completion() {
      var request =
          odd.of(RespondWorkflowTaskCompletedRequest.getDefaultInstance()).toBuilder()
              .clearMessages()
              .addAllMessages(messages())
              .clearCommands();
      for (int i = random.nextInt(3); i > 0; i--) {
        request.addCommands(odd.of(Command.getDefaultInstance()));
      }
      return request.build();
    }

    private FieldMask mask() {
      var mask = FieldMask.newBuilder();
      for (var field : ActivityOptions.getDescriptor().getFields()) {
        if (random.nextInt(3) == 0) {
          mask.addPaths(field.getName());
        }
      }
      return mask.build();
    }

    private Payloads payloads() {
      return odd.of(Payloads.getDefaultInstance());
    }

    private TaskToken token(List<TaskToken> tokens) {
      if (!tokens.isEmpty() && random.nextInt(5) != 0) {
        return tokens.get(tokens.size() - 1 - random.nextInt(Math.min(2, tokens.size())));
      }
      return new TaskToken(
          TaskToken.Kind.WORKFLOW,
          odd.text(),
          odd.text(),
          odd.text(),
          odd.number(),
          odd.number(),
          (int) odd.number(),
          odd.number(),
          odd.text());
    }

    private ActivityRef activity() {
      return random.nextBoolean()
          ? new ActivityRef.ByToken(token(activities))
          : new ActivityRef.ById("", odd.text());
    }
  }
}

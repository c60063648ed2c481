package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.CompletedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.Request.ActivityRef;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.sim.Faults.Kind;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A worker: takes offers, runs plans on (cached) histories, and activities that do nothing much.
final class Worker {
  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Server server;
  private final Network network;
  private final String name;
  private final boolean isInProcess;
  private final Map<String, List<HistoryEvent>> cache = new HashMap<>();
  private final UpdateAnswerer updates;
  private final Set<String> acknowledged = new HashSet<>();

  Worker(
      Agenda agenda,
      Faults faults,
      RandomGenerator random,
      Server server,
      Network network,
      String name,
      boolean isInProcess) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.server = server;
    this.network = network;
    this.name = name;
    this.isInProcess = isInProcess;
    this.updates = new UpdateAnswerer(random);
  }

  /// The activities, `run/scheduledEventId`, whose results the server has taken.
  Set<String> acknowledged() {
    return acknowledged;
  }

  private String stickyQueue() {
    return name + "-sticky";
  }

  private long epoch() {
    return isInProcess ? server.epoch() : 0;
  }

  /// Takes an offer that this worker may take, if there is one.
  void poll() {
    if (!server.offers().isEmpty() && faults.strikes(Kind.FORGETFUL_WORKER)) {
      cache.clear();
    }
    var offers = new ArrayList<>(server.offers());
    if (offers.isEmpty()) {
      return;
    }
    var offer = offers.get(random.nextInt(offers.size()));
    switch (offer.effect()) {
      case Effect.DispatchWorkflowTask task -> takeTask(offer, task);
      case Effect.DispatchActivityTask task -> {
        server.offers().remove(offer);
        server.ask(
            offer.key(),
            new Request.ClaimActivityTask(
                task.runId(), task.scheduledEventId(), task.stamp(), name, "poll", epoch()),
            network.carried(outcome -> runActivity(offer.key(), outcome)));
      }
      case Effect.DispatchQuery query -> {
        server.offers().remove(offer);
        server.ask(
            offer.key(), new Request.ClaimQuery(query.runId(), query.queryId(), false), _ -> {});
      }
      default -> throw new IllegalStateException("not an offer: " + offer);
    }
  }

  private void takeTask(Server.Offer offer, Effect.DispatchWorkflowTask task) {
    var sticky = task.queue().sticky();
    boolean isMine = sticky.equals(stickyQueue());
    if (!sticky.isEmpty() && !isMine && random.nextInt(10) != 0) {
      return; // Somebody else's, as long as the server thinks that he is there.
    }
    server.offers().remove(offer);
    server.ask(
        offer.key(),
        new Request.ClaimWorkflowTask(
            task.runId(),
            task.scheduledEventId(),
            task.stamp(),
            isMine ? stickyQueue() : "q",
            isMine,
            name,
            "poll",
            epoch()),
        network.carried(
            outcome -> {
              if (outcome instanceof Decision.Accepted<ClaimedWorkflowTask>(var claimed)) {
                runTask(offer.key(), claimed);
              }
            }));
  }

  private void runTask(EntityKey key, ClaimedWorkflowTask task) {
    server.handedOut(task.token());
    if (faults.strikes(Kind.SILENT_WORKER)) {
      return;
    }
    var history = history(task);
    if (history == null || faults.strikes(Kind.FAILED_TASK)) {
      network.call(
          key,
          new Request.FailWorkflowTask(
              task.token(),
              RespondWorkflowTaskFailedRequest.newBuilder()
                  .setCause(
                      WorkflowTaskFailedCause
                          .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE)
                  .build()),
          _ -> {});
      return;
    }
    cache.put(task.token().runId(), history);
    var request = completion(key, task, history);
    agenda.after(
        faults.strikes(Kind.LATE_ANSWER) ? Duration.ofSeconds(30) : faults.delay(500),
        () ->
            network.call(
                key,
                new Request.CompleteWorkflowTask(task.token(), request, epoch()),
                outcome -> completed(key, task.token(), request, outcome)));
  }

  /// The whole history of the task's run, or null if this worker has lost its beginning.
  private @Nullable List<HistoryEvent> history(ClaimedWorkflowTask task) {
    long first = task.history().getFirst().id();
    var history = new ArrayList<HistoryEvent>();
    if (first > 1) {
      var cached = cache.get(task.token().runId());
      if (cached == null || cached.size() != first - 1) {
        return null;
      }
      history.addAll(cached);
    }
    task.history().forEach(event -> history.add(event.event()));
    history.addAll(task.transientEvents());
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).getEventId()).isEqualTo(i + 1);
    }
    assertThat(history.size()).isEqualTo(task.startedEventId());
    return history;
  }

  private RespondWorkflowTaskCompletedRequest completion(
      EntityKey key, ClaimedWorkflowTask task, List<HistoryEvent> history) {
    var request =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .addAllCommands(new Plan(key.id()).next(history))
            .setReturnNewWorkflowTask(random.nextBoolean());
    if (random.nextInt(4) != 0) {
      request.setStickyAttributes(
          StickyExecutionAttributes.newBuilder()
              .setWorkerTaskQueue(TaskQueue.newBuilder().setName(stickyQueue()))
              .setScheduleToStartTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(2)));
    }
    if (request.getCommandsCount() == 0 && !faults.isOver() && random.nextInt(20) == 0) {
      request.setForceCreateNewWorkflowTask(true);
    }
    updates.answer(request, task, history);
    for (var query : task.queries().keySet()) {
      request.putQueryResults(query, WorkflowQueryResult.getDefaultInstance());
    }
    if (faults.strikes(Kind.BAD_COMMAND)) {
      request.addCommands(
          0, Command.newBuilder().setCommandType(CommandType.COMMAND_TYPE_START_TIMER));
    }
    return request.build();
  }

  private void completed(
      EntityKey key,
      TaskToken token,
      RespondWorkflowTaskCompletedRequest request,
      Outcome<CompletedWorkflowTask> outcome) {
    switch (outcome) {
      case Decision.Accepted<CompletedWorkflowTask>(var reply) -> {
        goBack(token, (int) reply.resetHistoryEventId());
        reply.activities().forEach(activity -> runActivity(key, Decision.accept(activity)));
        if (reply.next() != null) {
          runTask(key, reply.next());
        }
      }
      case Decision.Rejected<CompletedWorkflowTask>(var rejection) ->
          assertThat(
                  rejection.code() == Rejection.Code.NOT_FOUND
                      || rejection.message().equals("UnhandledCommand")
                      || request.getCommands(0).getCommandType()
                          == CommandType.COMMAND_TYPE_START_TIMER)
              .as(rejection.message())
              .isTrue();
    }
  }

  /// The task has left nothing in the history: forget what it showed.
  private void goBack(TaskToken token, int lastEventId) {
    var cached = cache.get(token.runId());
    if (lastEventId > 0 && cached != null && cached.size() > lastEventId) {
      cache.put(token.runId(), new ArrayList<>(cached.subList(0, lastEventId)));
    }
  }

  private void runActivity(EntityKey key, Outcome<ClaimedActivityTask> outcome) {
    if (!(outcome instanceof Decision.Accepted<ClaimedActivityTask>(var task))
        || faults.strikes(Kind.SILENT_WORKER)) {
      return;
    }
    if (random.nextInt(3) == 0) {
      agenda.after(
          faults.delay(500),
          () ->
              network.call(
                  key,
                  new Request.Heartbeat(ref(task.token()), Plan.payloads(1), name),
                  beat -> endActivity(key, task.token(), isCanceled(beat))));
    } else {
      agenda.after(faults.delay(1500), () -> endActivity(key, task.token(), false));
    }
  }

  private static boolean isCanceled(Outcome<RecordActivityTaskHeartbeatResponse> outcome) {
    return outcome instanceof Decision.Accepted<RecordActivityTaskHeartbeatResponse>(var response)
        && response.getCancelRequested();
  }

  private void endActivity(EntityKey key, TaskToken token, boolean isCanceled) {
    if (isCanceled) {
      network.call(key, new Request.CancelActivity(ref(token), null, name), _ -> {});
    } else if (faults.strikes(Kind.FAILED_ACTIVITY)) {
      var failure =
          Failure.newBuilder()
              .setMessage("sim")
              .setApplicationFailureInfo(ApplicationFailureInfo.getDefaultInstance())
              .build();
      network.call(key, new Request.FailActivity(ref(token), failure, null, name), _ -> {});
    } else {
      network.call(
          key,
          new Request.CompleteActivity(ref(token), Plan.payloads(1), name),
          outcome -> {
            if (outcome instanceof Decision.Accepted<?>) {
              acknowledged.add(token.runId() + "/" + token.scheduledEventId());
            }
          });
    }
  }

  private static ActivityRef ref(TaskToken token) {
    return new ActivityRef.ByToken(token);
  }
}

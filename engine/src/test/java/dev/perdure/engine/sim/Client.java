package dev.perdure.engine.sim;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.ResetReply;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A client of one workflow: starts it and signals it, each until it is told that it was done, and
/// now and then wants it canceled or terminated.
final class Client {
  private static final int SIGNALS = 4;

  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Network network;
  private final Interventions interventions;
  private final EntityKey key;
  private final List<String> acknowledgedSignals = new ArrayList<>();
  private boolean isStarted;
  private final UpdateClient updates;
  private int queries;
  private int resets;
  private int again;

  Client(Agenda agenda, Faults faults, RandomGenerator random, Network network, EntityKey key) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.network = network;
    this.key = key;
    this.interventions = new Interventions(random);
    this.updates = new UpdateClient(agenda, faults, random, network, key, startRequest(key));
  }

  private static StartWorkflowExecutionRequest startRequest(EntityKey key) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setWorkflowId(key.id())
        .setWorkflowType(WorkflowType.newBuilder().setName("Sim"))
        .setTaskQueue(TaskQueue.newBuilder().setName("q"))
        .setInput(Plan.payloads(Math.floorMod(key.id().hashCode(), 3)))
        .setWorkflowTaskTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(3))
        .setRequestId("start-" + key.id())
        .addCompletionCallbacks(Outside.callback("start"))
        .build();
  }

  UpdateClient updates() {
    return updates;
  }

  EntityKey key() {
    return key;
  }

  boolean isStarted() {
    return isStarted;
  }

  List<String> acknowledgedSignals() {
    return acknowledgedSignals;
  }

  /// Asks again and again, as a client that hears nothing does.
  void start() {
    if (isStarted) {
      return;
    }
    network.call(key, startRequest(), this::started);
    agenda.after(Duration.ofSeconds(1), this::start);
  }

  private Request<StartReply> startRequest() {
    var type = WorkflowType.newBuilder().setName("Sim");
    var queue = TaskQueue.newBuilder().setName("q");
    var input = Plan.payloads(Math.floorMod(key.id().hashCode(), 3));
    if (key.id().hashCode() % 2 == 0) {
      return new Request.SignalWithStart(
          SignalWithStartWorkflowExecutionRequest.newBuilder()
              .setWorkflowId(key.id())
              .setWorkflowType(type)
              .setTaskQueue(queue)
              .setInput(input)
              .setSignalName("first")
              .setRequestId("start-" + key.id())
              .build());
    }
    var start = startRequest(key).toBuilder();
    switch (kind()) {
      case 1 -> start.setCronSchedule("@every 7s");
      case 2 ->
          start.setWorkflowStartDelay(com.google.protobuf.Duration.newBuilder().setSeconds(2));
      case 3 -> start.setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(3));
      default -> {}
    }
    return new Request.Start(start.build(), false);
  }

  /// Starts that belong to a kind of workflow: plain, cron, delayed, retried.
  private int kind() {
    return Math.floorMod(key.id().hashCode() / 2, 5);
  }

  /// A cron chain goes on for ever, unless somebody ends it.
  private void endCron() {
    if (faults.isOver()) {
      network.call(
          key,
          new Request.Terminate(
              TerminateWorkflowExecutionRequest.newBuilder()
                  .setWorkflowExecution(execution())
                  .build()),
          _ -> {});
    }
    agenda.after(Duration.ofSeconds(5), this::endCron);
  }

  /// Another start of the same id: it ties itself to the open run, or takes its place.
  private void startAgain(WorkflowIdConflictPolicy policy) {
    network.call(
        key,
        new Request.Start(
            StartWorkflowExecutionRequest.newBuilder()
                .setWorkflowId(key.id())
                .setWorkflowType(WorkflowType.newBuilder().setName("Sim"))
                .setTaskQueue(TaskQueue.newBuilder().setName("q"))
                .setInput(Plan.payloads(0))
                .setRequestId(key.id() + "-again-" + again++)
                .setWorkflowIdConflictPolicy(policy)
                .setOnConflictOptions(
                    OnConflictOptions.newBuilder()
                        .setAttachRequestId(true)
                        .setAttachCompletionCallbacks(true))
                .addCompletionCallbacks(Outside.callback("again"))
                .build(),
            false),
        _ -> {});
  }

  private void started(Outcome<StartReply> outcome) {
    if (isStarted || !(outcome instanceof Decision.Accepted<?>)) {
      return;
    }
    isStarted = true;
    if (kind() == 1) {
      endCron();
    }
    for (int i = 0; i < SIGNALS; i++) {
      var id = key.id() + "-signal-" + i;
      agenda.after(faults.delay(20_000), () -> signal(id, new boolean[1]));
    }
    updates.begin();
    agenda.after(faults.delay(30_000), this::meddle);
    agenda.after(faults.delay(20_000), this::intervene);
    agenda.after(Duration.ofSeconds(5), this::letGo);
    agenda.after(faults.delay(10_000), this::query);
  }

  private void signal(String requestId, boolean[] isOver) {
    if (isOver[0]) {
      return;
    }
    network.call(
        key,
        new Request.Signal(
            SignalWorkflowExecutionRequest.newBuilder()
                .setWorkflowExecution(execution())
                .setSignalName("go")
                .setRequestId(requestId)
                .build()),
        outcome -> {
          if (!isOver[0]) {
            if (outcome instanceof Decision.Accepted<?>) {
              acknowledgedSignals.add(requestId);
              isOver[0] = true;
            } else if (outcome instanceof Decision.Rejected<?>(var rejection)
                && rejection.message().equals("workflow execution already completed")) {
              isOver[0] = true;
            }
          }
        });
    agenda.after(Duration.ofSeconds(1), () -> signal(requestId, isOver));
  }

  private void meddle() {
    if (faults.isOver()) {
      return;
    }
    if (random.nextInt(3) == 0) {
      agenda.after(faults.delay(10_000), this::meddle);
    }
    switch (random.nextInt(10)) {
      case 0 ->
          network.call(
              key,
              new Request.RequestCancel(
                  RequestCancelWorkflowExecutionRequest.newBuilder()
                      .setWorkflowExecution(execution())
                      .build()),
              _ -> {});
      case 1 ->
          network.call(
              key,
              new Request.Terminate(
                  TerminateWorkflowExecutionRequest.newBuilder()
                      .setWorkflowExecution(execution())
                      .build()),
              _ -> {});
      case 2 -> network.call(key, new Request.ResetSticky(""), _ -> {});
      case 3 -> network.call(key, new Request.Describe(""), _ -> {});
      case 4, 5, 6 -> reset();
      case 7 -> network.call(key, new Request.Delete("", false, random.nextBoolean()), _ -> {});
      case 8 -> startAgain(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
      default ->
          startAgain(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING);
    }
  }

  private void reset() {
    var request =
        ResetWorkflowExecutionRequest.newBuilder()
            .setWorkflowExecution(
                execution().toBuilder()
                    .setRunId(random.nextBoolean() ? "" : network.server().anyRun(key, random)))
            .setRequestId(key.id() + "-reset-" + resets++)
            .setWorkflowTaskFinishEventId(3L + random.nextInt(20))
            .build();
    reset(request, Map.of());
  }

  /// Brings along what the server asks for.
  private void reset(
      ResetWorkflowExecutionRequest request, Map<String, Optional<RunState>> former) {
    network.call(
        key,
        new Request.Reset(request, former),
        outcome -> {
          if (outcome instanceof Decision.Accepted<ResetReply>(var reply)
              && reply instanceof ResetReply.Needs(var runId)) {
            var more = new HashMap<>(former);
            network.server().durable(key, runId).ifPresent(run -> more.put(runId, run));
            if (more.size() > former.size()) {
              reset(request, more);
            }
          }
        });
  }

  private void intervene() {
    if (!faults.isOver()) {
      network.call(key, interventions.any(), _ -> {});
      agenda.after(faults.delay(20_000), this::intervene);
    }
  }

  /// What was held back would never end.
  private void letGo() {
    network.call(key, interventions.unpause(), _ -> {});
    agenda.after(Duration.ofSeconds(5), this::letGo);
  }

  private void query() {
    if (faults.isOver()) {
      return;
    }
    network.call(
        key,
        new Request.Query(
            key.id() + "-query-" + queries++,
            QueryWorkflowRequest.newBuilder()
                .setExecution(execution())
                .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
                .build()),
        _ -> {});
    agenda.after(faults.delay(10_000), this::query);
  }

  private WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(key.id()).build();
  }
}

package dev.perdure.engine.script;

import dev.perdure.engine.EngineFixture;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.ClaimedQuery;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.CompletedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.QueryRoute;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.Request.ActivityRef;
import dev.perdure.engine.decision.ResetReply;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.decision.UpdateWithStartReply;
import dev.perdure.engine.record.TaskToken;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Carries out the lines of a script, on one workflow id or several (`on`), with clients and
/// workers that do as told.
final class ScriptWorld {
  private EngineFixture engine = new EngineFixture(EngineLimits.DEFAULT);
  private final StringBuilder out = new StringBuilder();
  private final Map<String, TaskToken> activityTokens = new HashMap<>();
  private final Map<String, Effect.DispatchWorkflowTask> offeredTasks = new HashMap<>();
  private final Map<Long, Effect.DispatchActivityTask> offeredActivities = new HashMap<>();
  private final Map<String, TaskToken> tasks = new HashMap<>();
  private final ArrayDeque<Effect.Tell> post = new ArrayDeque<>();

  /// Copies of messages that come late.
  private final List<Effect.Tell> late = new ArrayList<>();

  String run(List<Line> lines) {
    out.setLength(0);
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      int next = i + 1;
      while (next < lines.size() && lines.get(next).word().startsWith(".")) {
        next++;
      }
      perform(line, lines.subList(i + 1, next));
      i = next - 1;
    }
    return out.toString();
  }

  private void perform(Line line, List<Line> parts) {
    switch (line.word()) {
      case "limits" -> limits(line);
      case "advance" -> advance(Duration.parse(Line.iso(line.argument(0))));
      case "on" -> {
        engine.goTo(line.argument(0));
        say("on " + line.argument(0));
      }
      case "deliver" -> deliver(line.arguments().isEmpty() ? 100 : line.number(0));
      case "copy" -> {
        say("copied " + post.size());
        late.addAll(post);
      }
      case "deliver-late" -> {
        post.addAll(late);
        deliver(100);
      }
      case "lose" -> {
        say("lost " + post.size());
        post.clear();
      }
      case "restart" -> {
        post.clear();
        out.append("restarted\n");
        effects(engine.restart());
      }
      case "history" -> history();
      case "transient" ->
          engine.run().transientEvents().forEach(event -> say("  " + Show.event(event)));
      case "next-due" ->
          say(
              "due in "
                  + (engine.state().nextDue() == null
                      ? "never"
                      : Duration.between(engine.now(), engine.state().nextDue()).toSeconds()
                          + "s"));
      case "reset" -> show(line.word(), engine.reset(RunLine.reset(line)));
      default -> show(line.word(), engine.ask(request(line, parts)));
    }
  }

  private void limits(Line line) {
    var limits = EngineLimits.DEFAULT;
    if (line.has("suggest-events")) {
      limits =
          limits.withSuggestContinueAsNew(Long.parseLong(line.option("suggest-events")), 1 << 20);
    }
    if (line.has("updates")) {
      int updates = Integer.parseInt(line.option("updates"));
      limits = limits.withUpdates(new EngineLimits.Updates(2, 4096, updates, updates - 1));
    }
    if (line.has("history-events")) {
      limits = limits.withHistory(Long.parseLong(line.option("history-events")), 1 << 20);
    }
    engine = new EngineFixture(limits);
    out.append("ok\n");
  }

  /// Time passes; whatever is due on the way happens when it is due.
  private void advance(Duration duration) {
    var target = engine.now().plus(duration);
    for (int i = 0; i < 100; i++) {
      var due = engine.state().nextDue();
      if (due == null || due.isAfter(target)) {
        engine.advanceTo(target);
        say("now " + Duration.between(EngineFixture.START, target).toSeconds() + "s");
        return;
      }
      if (due.isAfter(engine.now())) {
        engine.advanceTo(due);
      }
      show("timers-due", engine.ask(new Request.TimersDue()));
    }
    throw new IllegalStateException("timers stay due");
  }

  /// Delivers messages in the order in which they were sent, and what they lead to.
  private void deliver(int most) {
    var here = engine.workflowId();
    for (int i = 0; i < most && !post.isEmpty(); i++) {
      var tell = post.remove();
      engine.goTo(tell.to().id());
      show(
          tell.message().getClass().getSimpleName() + " to " + tell.to().id(),
          engine.ask(new Request.Deliver(tell.message())));
    }
    engine.goTo(here);
  }

  private void history() {
    for (var event : engine.run().events()) {
      say("  " + Show.event(event.event()));
    }
  }

  private Request<?> request(Line line, List<Line> parts) {
    return switch (line.word()) {
      case "start" -> new Request.Start(start(line), line.has("eager"));
      case "signal" -> new Request.Signal(signal(line));
      case "signal-with-start" -> new Request.SignalWithStart(signalWithStart(line));
      case "cancel" ->
          new Request.RequestCancel(
              RequestCancelWorkflowExecutionRequest.newBuilder()
                  .setWorkflowExecution(execution(line))
                  .setIdentity("client")
                  .setReason(line.argument(0))
                  .build());
      case "terminate" ->
          new Request.Terminate(
              TerminateWorkflowExecutionRequest.newBuilder()
                  .setWorkflowExecution(execution(line))
                  .setFirstExecutionRunId(line.option("first-run"))
                  .setReason(line.argument(0))
                  .setIdentity("client")
                  .build());
      case "delete" ->
          new Request.Delete(line.option("run"), line.has("stored"), line.has("closed-only"));
      case "update-options" -> new Request.UpdateOptions(RunLine.updateOptions(line));
      case "describe" -> new Request.Describe(line.option("run"));
      case "query" ->
          new Request.Query(
              line.argument(0),
              QueryWorkflowRequest.newBuilder()
                  .setExecution(execution(line))
                  .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
                  .setQueryRejectCondition(
                      QueryRejectCondition.valueOf(
                          "QUERY_REJECT_CONDITION_" + line.option("reject", "NONE")))
                  .build());
      case "update" -> UpdateLine.update(line);
      case "poll-update" -> UpdateLine.poll(line);
      case "update-with-start" -> UpdateLine.withStart(line, start(line));
      case "claim-query" ->
          new Request.ClaimQuery(line.option("run"), line.argument(0), line.has("sticky"));
      case "abandon-query" -> new Request.AbandonQuery(line.option("run"), line.argument(0));
      case "reset-sticky" -> new Request.ResetSticky(line.option("run"));
      case "timers-due" -> new Request.TimersDue();
      case "epoch" -> new Request.EpochBegan(Long.parseLong(line.argument(0)));
      default -> workerRequest(line, parts);
    };
  }

  private Request<?> workerRequest(Line line, List<Line> parts) {
    return switch (line.word()) {
      case "claim-task" -> {
        var offer =
            Objects.requireNonNull(
                offeredTasks.get(engine.workflowId()), "no workflow task was offered");
        yield new Request.ClaimWorkflowTask(
            offer.runId(),
            offer.scheduledEventId(),
            Long.parseLong(line.option("stamp", Long.toString(offer.stamp()))),
            line.option("sticky", "q"),
            line.has("sticky"),
            "worker",
            "poll",
            Long.parseLong(line.option("epoch", "0")));
      }
      case "complete-task" -> new Request.CompleteWorkflowTask(task(), completion(line, parts), 0);
      case "fail-task" ->
          new Request.FailWorkflowTask(
              task(),
              RespondWorkflowTaskFailedRequest.newBuilder()
                  .setCause(
                      WorkflowTaskFailedCause.valueOf(
                          "WORKFLOW_TASK_FAILED_CAUSE_"
                              + line.option("cause", "WORKFLOW_WORKER_UNHANDLED_FAILURE")))
                  .setFailure(CommandLine.failure(line))
                  .setIdentity("worker")
                  .build());
      case "claim-activity" -> {
        long id = Long.parseLong(line.argument(0));
        var offer = Objects.requireNonNull(offeredActivities.get(id), "not offered");
        yield new Request.ClaimActivityTask(
            offer.runId(),
            id,
            offer.stamp(),
            "worker",
            "poll-" + id,
            Long.parseLong(line.option("epoch", "0")));
      }
      case "heartbeat" ->
          new Request.Heartbeat(
              activity(line),
              line.has("details") ? CommandLine.payloads(line.option("details")) : null,
              "worker");
      case "complete-activity" ->
          new Request.CompleteActivity(
              activity(line), CommandLine.payloads(line.option("result", "done")), "worker");
      case "fail-activity" ->
          new Request.FailActivity(
              activity(line),
              CommandLine.failure(line),
              line.has("details") ? CommandLine.payloads(line.option("details")) : null,
              "worker");
      case "pause-activity",
          "unpause-activity",
          "reset-activity",
          "update-activity",
          "restore-activity" ->
          ActivityLine.request(line);
      case "answer-callback" ->
          new Request.CallbackAnswered(
              line.argument(0).replace('_', ' '),
              line.has("problem") ? line.option("problem") : null,
              !line.has("for-good"),
              Map.of());
      case "cancel-activity" -> new Request.CancelActivity(activity(line), null, "worker");
      default -> throw new IllegalArgumentException("no such line: " + line.word());
    };
  }

  private TaskToken task() {
    return Objects.requireNonNull(tasks.get(engine.workflowId()), "no workflow task was claimed");
  }

  private ActivityRef activity(Line line) {
    var id = line.argument(0);
    return line.has("by-id")
        ? new ActivityRef.ById("", id)
        : new ActivityRef.ByToken(
            Objects.requireNonNull(activityTokens.get(id), "activity was not claimed"));
  }

  private WorkflowExecution execution(Line line) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(engine.workflowId())
        .setRunId(line.option("run"))
        .build();
  }

  private StartWorkflowExecutionRequest start(Line line) {
    var request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setWorkflowId(engine.workflowId())
            .setWorkflowType(WorkflowType.newBuilder().setName(line.option("type", "Order")))
            .setTaskQueue(TaskQueue.newBuilder().setName("q"))
            .setIdentity("client")
            .setRequestId(line.option("request-id", "start"))
            .setCronSchedule(line.option("cron").replace('_', ' '))
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.valueOf(
                    "WORKFLOW_ID_REUSE_POLICY_" + line.option("reuse", "UNSPECIFIED")))
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.valueOf(
                    "WORKFLOW_ID_CONFLICT_POLICY_" + line.option("conflict", "UNSPECIFIED")));
    if (line.has("attach")) {
      var attach = List.of(line.option("attach", "id").split(",", -1));
      request.setOnConflictOptions(
          OnConflictOptions.newBuilder()
              .setAttachRequestId(attach.contains("id"))
              .setAttachLinks(attach.contains("links"))
              .setAttachCompletionCallbacks(attach.contains("callbacks")));
    }
    if (line.has("link")) {
      request.addLinks(
          Link.newBuilder().setBatchJob(Link.BatchJob.newBuilder().setJobId(line.option("link"))));
    }
    for (int i = 0; i < Integer.parseInt(line.option("callbacks", "0")); i++) {
      request.addCompletionCallbacks(
          Callback.newBuilder().setNexus(Callback.Nexus.newBuilder().setUrl("https://there/" + i)));
    }
    if (line.has("priority")) {
      request.setPriority(
          Priority.newBuilder().setPriorityKey(Integer.parseInt(line.option("priority"))));
    }
    if (line.has("memo")) {
      request.setMemo(
          Memo.newBuilder()
              .putFields("note", CommandLine.payload(line.option("memo")))
              .putFields("nothing", CommandLine.payload("null")));
    }
    if (line.has("input")) {
      request.setInput(CommandLine.payloads(line.option("input")));
    }
    if (line.has("attempts") || line.has("coefficient")) {
      request.setRetryPolicy(CommandLine.retryPolicy(line));
    }
    var runTimeout = line.duration("run-timeout");
    if (runTimeout != null) {
      request.setWorkflowRunTimeout(runTimeout);
    }
    var executionTimeout = line.duration("execution-timeout");
    if (executionTimeout != null) {
      request.setWorkflowExecutionTimeout(executionTimeout);
    }
    var taskTimeout = line.duration("task-timeout");
    if (taskTimeout != null) {
      request.setWorkflowTaskTimeout(taskTimeout);
    }
    var delay = line.duration("delay");
    if (delay != null) {
      request.setWorkflowStartDelay(delay);
    }
    return request.build();
  }

  private SignalWorkflowExecutionRequest signal(Line line) {
    return SignalWorkflowExecutionRequest.newBuilder()
        .setWorkflowExecution(execution(line))
        .setSignalName(line.argument(0))
        .setInput(CommandLine.payloads(line.option("input", "in")))
        .setRequestId(line.option("request-id"))
        .setIdentity("client")
        .build();
  }

  private SignalWithStartWorkflowExecutionRequest signalWithStart(Line line) {
    var start = start(line);
    return SignalWithStartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId(engine.workflowId())
        .setWorkflowType(start.getWorkflowType())
        .setTaskQueue(start.getTaskQueue())
        .setIdentity("client")
        .setRequestId(start.getRequestId())
        .setWorkflowIdReusePolicy(start.getWorkflowIdReusePolicy())
        .setWorkflowIdConflictPolicy(start.getWorkflowIdConflictPolicy())
        .setWorkflowStartDelay(start.getWorkflowStartDelay())
        .setCronSchedule(start.getCronSchedule())
        .setSignalName(line.argument(0))
        .setSignalInput(CommandLine.payloads("in"))
        .build();
  }

  private static RespondWorkflowTaskCompletedRequest completion(Line line, List<Line> parts) {
    var request =
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setIdentity("worker")
            .setForceCreateNewWorkflowTask(line.has("force"))
            .setReturnNewWorkflowTask(line.has("return-new"));
    if (line.has("discards")) {
      request.getCapabilitiesBuilder().setDiscardSpeculativeWorkflowTaskWithEvents(true);
    }
    if (line.has("sticky")) {
      request.setStickyAttributes(
          StickyExecutionAttributes.newBuilder()
              .setWorkerTaskQueue(TaskQueue.newBuilder().setName(line.option("sticky")))
              .setScheduleToStartTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(5)));
    }
    if (line.has("answer")) {
      request.putQueryResults(
          line.option("answer"),
          WorkflowQueryResult.newBuilder()
              .setResultType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
              .setAnswer(CommandLine.payloads("42"))
              .build());
    }
    for (var part : parts) {
      var command = new Line(part.word().substring(1), part.arguments(), part.options());
      if (!UpdateLine.add(request, command)) {
        request.addCommands(CommandLine.command(command));
      }
    }
    return request.build();
  }

  private void show(String word, Decision<?> decision) {
    switch (decision.outcome()) {
      case Decision.Accepted<?>(var reply) -> say(word + ": ok" + reply(reply));
      case Decision.Rejected<?>(var rejection) ->
          say(
              "%s: %s %s%s"
                  .formatted(
                      word,
                      rejection.code(),
                      rejection.message(),
                      rejection.detail() == null
                          ? ""
                          : " ("
                              + rejection.detail().getDescriptorForType().getName()
                              + Show.fields(rejection.detail())
                              + ")"));
    }
    for (var record : decision.records()) {
      say("  " + Show.record(record));
    }
    effects(decision.effects());
  }

  private void effects(List<Effect> effects) {
    for (var effect : effects) {
      say("  " + Show.effect(effect));
      switch (effect) {
        case Effect.DispatchWorkflowTask offer -> offeredTasks.put(engine.workflowId(), offer);
        case Effect.Tell tell -> post.add(tell);
        case Effect.DispatchActivityTask offer ->
            offeredActivities.put(offer.scheduledEventId(), offer);
        default -> {}
      }
    }
  }

  private String reply(Object reply) {
    return switch (reply) {
      case StartReply start -> {
        if (start.eagerTask() != null) {
          tasks.put(engine.workflowId(), start.eagerTask().token());
        }
        yield " run=%s started=%s status=%s%s"
            .formatted(
                start.runId(),
                start.started(),
                start.status().name().substring("WORKFLOW_EXECUTION_STATUS_".length()),
                start.eagerTask() == null ? "" : " task" + shown(start.eagerTask()));
      }
      case ClaimedWorkflowTask claimed -> {
        tasks.put(engine.workflowId(), claimed.token());
        yield shown(claimed);
      }
      case CompletedWorkflowTask completed -> {
        var text = new StringBuilder();
        for (var activity : completed.activities()) {
          text.append(" eager activity").append(reply(activity));
        }
        if (completed.resetHistoryEventId() != 0) {
          text.append(" back to ").append(completed.resetHistoryEventId());
        }
        if (completed.next() != null) {
          text.append(" next task").append(reply(completed.next()));
        }
        yield text.toString();
      }
      case ClaimedActivityTask claimed -> {
        activityTokens.put(claimed.token().reference(), claimed.token());
        yield " activity=%s attempt=%d%s"
            .formatted(
                claimed.token().reference(),
                claimed.token().attempt(),
                claimed.response().hasHeartbeatDetails()
                    ? " heartbeat" + Show.fields(claimed.response().getHeartbeatDetails())
                    : "");
      }
      case ClaimedQuery query ->
          " query=%s previous=%d events=%d"
              .formatted(
                  query.token().reference(),
                  query.previousStartedEventId(),
                  query.history().size());
      case QueryRoute route -> " " + route;
      case ResetReply.Done(var runId) -> " run=" + runId;
      case DeleteReply(var runId, var isGone) ->
          " run=" + runId + (isGone ? " is gone" : " will be gone");
      case UpdateStatus status -> Show.update(status);
      case UpdateWithStartReply.Done(var start, var update) -> reply(start) + Show.update(update);
      case UpdateWithStartReply refused -> " " + refused;
      case DescribeWorkflowExecutionResponse response -> Show.fields(response);
      case com.google.protobuf.Message message -> Show.fields(message);
      default -> "";
    };
  }

  private static String shown(ClaimedWorkflowTask claimed) {
    return " attempt=%d started=%d previous=%d events=%s%s%s%s"
        .formatted(
            claimed.attempt(),
            claimed.startedEventId(),
            claimed.previousStartedEventId(),
            claimed.history().isEmpty()
                ? "none"
                : claimed.history().getFirst().id() + ".." + claimed.history().getLast().id(),
            claimed.transientEvents().isEmpty()
                ? ""
                : claimed.transientEvents().stream()
                    .map(event -> Long.toString(event.getEventId()))
                    .collect(Collectors.joining(",", " transient=", "")),
            claimed.queries().isEmpty() ? "" : " queries=" + claimed.queries().keySet(),
            claimed.messages().isEmpty()
                ? ""
                : claimed.messages().stream()
                    .map(message -> message.getId() + "@" + message.getEventId())
                    .collect(Collectors.joining(",", " messages=", "")));
  }

  private void say(String text) {
    out.append(text).append('\n');
  }
}

package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.internal.replay.LocalActivityEnd;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One workflow run and as much of a server as it needs, in memory: it keeps the history, and hands
/// workflow tasks to a cached [WorkflowRun].
///
/// Closing it replays the history cut at every workflow task, and as a whole, and compares the
/// commands, so every test is also a test of replay.
public final class SimulatedServer implements AutoCloseable {
  /// What the tests' workers use unless they say otherwise.
  public static final RunSettings SETTINGS =
      new RunSettings(
          "default",
          "queue",
          DataConverter.defaults(),
          Set.of(),
          Duration.ofSeconds(10),
          "perdure-java",
          "1");

  private final RunSettings settings;
  private final WorkflowDefinition definition;
  private final HistoryBuilder history = new HistoryBuilder();
  private final Map<Long, Done> tasks = new LinkedHashMap<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<LocalWork> localWork = new ArrayList<>();
  private WorkflowRun run;
  private long completedStart;
  private boolean replayed;

  /// A workflow task as it was: what came with it, and what the worker answered.
  private record Done(
      List<Message> messages, List<LocalActivityReport> reports, Completed outcome) {}

  private SimulatedServer(RunSettings settings, Class<?> workflow, Object... input) {
    this.settings = settings;
    this.definition = WorkflowDefinition.of(workflow);
    this.run = newRun();
    history.started(definition.name(), settings.converter().encodeAll(input));
  }

  /// A run of a workflow class that was started with arguments.
  public static SimulatedServer start(Class<?> workflow, Object... input) {
    return new SimulatedServer(SETTINGS, workflow, input);
  }

  /// A run of a workflow class that was started with arguments.
  public static SimulatedServer start(RunSettings settings, Class<?> workflow, Object... input) {
    return new SimulatedServer(settings, workflow, input);
  }

  private WorkflowRun newRun() {
    return new WorkflowRun(settings, definition, "workflow", "run");
  }

  /// The history, for adding to it.
  public HistoryBuilder history() {
    return history;
  }

  /// The run in the worker's memory.
  public WorkflowRun run() {
    return run;
  }

  /// Runs one workflow task that must be completed; returns its commands. While it waits for local
  /// activities, these reports come, and after them its time is over.
  public List<Command> task(LocalActivityReport... reports) {
    return completed(Map.of(), reports).commands();
  }

  /// Runs one workflow task that must be completed.
  public Completed completed(Map<String, WorkflowQuery> queries, LocalActivityReport... reports) {
    List<Message> sent = List.copyOf(messages);
    WorkflowTaskOutcome outcome = outcome(queries, reports);
    assertThat(outcome).isInstanceOf(Completed.class);
    var completed = (Completed) outcome;
    long started = history.last();
    tasks.put(started, new Done(sequenced(sent, started), List.of(reports), completed));
    history.taskCompleted(completed.metadata());
    completedStart = started;
    history.commands(completed.commands(), completed.messages());
    return completed;
  }

  /// Runs one workflow task that does nothing but reject updates; the server then drops it.
  public Completed dropped() {
    WorkflowTaskOutcome outcome = outcome(Map.of());
    assertThat(outcome).isInstanceOf(Completed.class);
    assertThat(((Completed) outcome).commands()).isEmpty();
    run.rollBack(completedStart);
    history.taskDropped();
    return (Completed) outcome;
  }

  /// Runs one workflow task that must fail.
  public Failed failed() {
    WorkflowTaskOutcome outcome = outcome(Map.of());
    assertThat(outcome).isInstanceOf(Failed.class);
    history.taskFailed();
    evict();
    return (Failed) outcome;
  }

  private WorkflowTaskOutcome outcome(
      Map<String, WorkflowQuery> queries, LocalActivityReport... reports) {
    history.taskStarted();
    List<HistoryEvent> tail =
        history.events().subList((int) run.lastEventId(), history.events().size());
    List<Message> sent = sequenced(messages, history.last());
    messages.clear();
    localWork.clear();
    return withLocalActivities(
        run,
        new WorkflowTask(tail, sent, completedStart, history.last(), queries, null),
        List.of(reports),
        localWork);
  }

  private static WorkflowTaskOutcome withLocalActivities(
      WorkflowRun run, WorkflowTask task, List<LocalActivityReport> reports, List<LocalWork> work) {
    var left = new ArrayDeque<>(reports);
    WorkflowTaskOutcome outcome = handle(run, task);
    work.addAll(run.takeLocalWork());
    while (outcome instanceof WorkflowTaskOutcome.Waiting) {
      LocalActivityReport report = left.poll();
      outcome = onVirtualThread(() -> report == null ? run.heartbeat() : run.ended(report));
      work.addAll(run.takeLocalWork());
    }
    return outcome;
  }

  /// What the last task wanted of the worker, in order.
  public List<LocalWork> localWork() {
    return List.copyOf(localWork);
  }

  /// A local activity has ended, 10 seconds after it was asked for.
  public LocalActivityReport ended(int seq, LocalActivityEnd end) {
    return new LocalActivityReport(
        seq,
        1,
        Durations.fromSeconds(10),
        Timestamps.fromSeconds(HistoryBuilder.EPOCH_SECOND),
        end);
  }

  /// A local activity has returned a value, 10 seconds after it was asked for.
  public LocalActivityReport returned(int seq, @Nullable Object result) {
    return ended(seq, new LocalActivityEnd.Completed(settings.converter().encodeAll(result)));
  }

  /// A local activity has failed for good, 10 seconds after it was asked for.
  public LocalActivityReport failed(int seq, Throwable failure) {
    return ended(seq, new LocalActivityEnd.Failed(settings.converter().encodeFailure(failure)));
  }

  /// Hands a task to a run as a worker does: on a virtual thread.
  public static WorkflowTaskOutcome handle(WorkflowRun run, WorkflowTask task) {
    return onVirtualThread(() -> run.handle(task));
  }

  /// Runs something on a virtual thread and waits for it.
  public static <T> T onVirtualThread(Supplier<T> action) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(action.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result.join();
  }

  /// Drops the run from the worker's memory; the next task brings the whole history.
  public void evict() {
    run.close();
    run = newRun();
  }

  /// Completes an activity.
  public SimulatedServer completeActivity(String id, @Nullable Object result) {
    long scheduled = history.activity(id);
    history
        .activityStarted(scheduled)
        .activityCompleted(scheduled, settings.converter().encodeAll(result));
    return this;
  }

  /// Fails an activity for good.
  public SimulatedServer failActivity(String id, Throwable failure) {
    long scheduled = history.activity(id);
    history
        .activityStarted(scheduled)
        .activityFailed(scheduled, settings.converter().encodeFailure(failure));
    return this;
  }

  /// Lets a timer fire.
  public SimulatedServer fireTimer(String id) {
    history.timerFired(id, history.timer(id));
    return this;
  }

  /// Sends a signal.
  public SimulatedServer signal(String name, Object... arguments) {
    history.signaled(name, settings.converter().encodeAll(arguments));
    return this;
  }

  /// Sends an update with the next task.
  public SimulatedServer update(String id, String name, Object... arguments) {
    messages.add(
        Message.newBuilder()
            .setId(id + "/request")
            .setProtocolInstanceId(id)
            .setBody(Any.pack(request(id, name, arguments)))
            .build());
    return this;
  }

  /// The request of an update.
  public Request request(String id, String name, Object... arguments) {
    return Request.newBuilder()
        .setMeta(Meta.newBuilder().setUpdateId(id).setIdentity("tester"))
        .setInput(
            Input.newBuilder().setName(name).setArgs(settings.converter().encodeAll(arguments)))
        .build();
  }

  private static List<Message> sequenced(List<Message> messages, long startedEventId) {
    return messages.stream()
        .map(message -> message.toBuilder().setEventId(startedEventId - 1).build())
        .toList();
  }

  /// The outcome of an update that was completed: its value, or its failure as an exception.
  public @Nullable Object outcome(List<Message> answers, String id) {
    Outcome outcome = message(answers, id + "/request/complete", Response.class).getOutcome();
    return outcome.hasFailure()
        ? exception(outcome.getFailure())
        : settings.converter().decodeResult(outcome.getSuccess(), Object.class);
  }

  /// Why an update was rejected.
  public dev.perdure.failure.Failure rejection(List<Message> answers, String id) {
    return exception(message(answers, id + "/request/reject", Rejection.class).getFailure());
  }

  /// The body of a message.
  public static <T extends com.google.protobuf.Message> T message(
      List<Message> messages, String id, Class<T> type) {
    assertThat(messages).extracting(Message::getId).contains(id);
    try {
      return messages.stream()
          .filter(message -> message.getId().equals(id))
          .findFirst()
          .orElseThrow()
          .getBody()
          .unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Requests cancellation.
  public SimulatedServer cancel(String reason) {
    history.cancelRequested(reason);
    return this;
  }

  /// Asks a query of the cached run.
  public WorkflowTaskOutcome query(String name, Object... arguments) {
    return handle(
        run, new WorkflowTask(List.of(), completedStart, 0, Map.of(), ask(name, arguments)));
  }

  /// A query.
  public WorkflowQuery ask(String name, Object... arguments) {
    return WorkflowQuery.newBuilder()
        .setQueryType(name)
        .setQueryArgs(settings.converter().encodeAll(arguments))
        .build();
  }

  /// The value of an answered query.
  public @Nullable Object answer(WorkflowQueryResult result) {
    assertThat(result.getErrorMessage()).isEmpty();
    return settings.converter().decodeResult(result.getAnswer(), Object.class);
  }

  /// A failure as an exception.
  public dev.perdure.failure.Failure exception(Failure failure) {
    return settings.converter().decodeFailure(failure);
  }

  /// The value with which a workflow completed.
  public @Nullable Object result(List<Command> commands) {
    return settings
        .converter()
        .decodeResult(
            commands.getLast().getCompleteWorkflowExecutionCommandAttributes().getResult(),
            Object.class);
  }

  /// Replays the history cut at each workflow task, and as a whole.
  public void replay() {
    replayed = true;
    List<HistoryEvent> all = history.events();
    long previous = 0;
    for (Map.Entry<Long, Done> task : tasks.entrySet()) {
      long started = task.getKey();
      try (WorkflowRun fresh = newRun()) {
        var outcome =
            withLocalActivities(
                fresh,
                new WorkflowTask(
                    all.subList(0, (int) started),
                    task.getValue().messages(),
                    previous,
                    started,
                    Map.of(),
                    null),
                task.getValue().reports(),
                new ArrayList<>());
        assertThat(outcome).isInstanceOf(Completed.class);
        Completed before = task.getValue().outcome();
        assertThat(((Completed) outcome).commands()).isEqualTo(before.commands());
        assertThat(((Completed) outcome).messages()).isEqualTo(before.messages());
      }
      previous = started;
    }
    try (WorkflowRun fresh = newRun()) {
      var outcome =
          handle(fresh, new WorkflowTask(all, completedStart, 0, Map.of(), ask("__stack_trace")));
      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.QueryAnswered.class);
    }
  }

  /// The types of commands, in short.
  public static List<String> types(List<Command> commands) {
    List<String> result = new ArrayList<>();
    for (Command command : commands) {
      result.add(command.getCommandType().name().substring("COMMAND_TYPE_".length()));
    }
    return result;
  }

  /// The number of events of a type.
  public long count(EventType type) {
    return history.events().stream().filter(e -> e.getEventType() == type).count();
  }

  @Override
  public void close() {
    if (!replayed) {
      replay();
    }
    run.close();
  }
}

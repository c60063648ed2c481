package dev.perdure.worker;

import dev.perdure.client.WorkflowHistory;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.workflow.WorkflowRun;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs workflow code over histories that were written before, and tells where it asks for
/// something else than it did then. Nothing happens: no server is asked, and no activity runs.
///
/// ```java
/// var replayer = Replayer.builder().workflows(OrderWorkflow.class).build();
/// replayer.replayWorkflow(client.getWorkflowHandle("order-42").fetchHistory());
/// replayer.replayWorkflow(WorkflowHistory.fromJson("order-42", Files.readString(file)));
/// ```
///
/// A history is compared to its end, also that of a workflow which is still open. Any number of
/// threads may use a replayer.
public final class Replayer {
  private final Registry registry;
  private final ReplayerBuilder told;

  /// @param told what the replayer was built with, which nobody changes any more
  Replayer(Registry registry, ReplayerBuilder told) {
    this.registry = registry;
    this.told = told;
  }

  /// Describes a replayer.
  public static ReplayerBuilder builder() {
    return new ReplayerBuilder();
  }

  /// What the replayer was built with, as a builder of another one that is like it but for what the
  /// builder is told from here on.
  public ReplayerBuilder config() {
    return told.copy();
  }

  /// Replays one history.
  ///
  /// @throws WorkflowReplayException when the code does something else than the history shows, or
  ///   fails
  public void replayWorkflow(WorkflowHistory history) {
    WorkflowReplayException failure = failure(history);
    if (failure != null) {
      throw failure;
    }
  }

  /// Replays many histories, all of them whatever happens.
  ///
  /// @throws WorkflowReplayException the first failure; the others are suppressed in it
  public void replayWorkflows(Iterable<WorkflowHistory> histories) {
    Iterator<WorkflowReplayException> failures = replayFailures(histories).values().iterator();
    if (failures.hasNext()) {
      WorkflowReplayException first = failures.next();
      failures.forEachRemaining(first::addSuppressed);
      throw first;
    }
  }

  /// Replays many histories, all of them, and returns why some cannot be replayed, by their run
  /// ids.
  public Map<String, WorkflowReplayException> replayFailures(Iterable<WorkflowHistory> histories) {
    Map<String, WorkflowReplayException> failures = new LinkedHashMap<>();
    for (WorkflowHistory history : histories) {
      WorkflowReplayException failure = failure(history);
      if (failure != null) {
        failures.put(history.runId(), failure);
      }
    }
    return failures;
  }

  /// Replays many histories, each when its result is asked for.
  public Iterator<WorkflowReplayResult> workflowReplayIterator(
      Iterator<WorkflowHistory> histories) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return histories.hasNext();
      }

      @Override
      public WorkflowReplayResult next() {
        WorkflowHistory history = histories.next();
        return new WorkflowReplayResult(history, failure(history));
      }
    };
  }

  /// On a virtual thread, which makes handing over to the workflow's own threads cheap.
  private @Nullable WorkflowReplayException failure(WorkflowHistory history) {
    return CompletableFuture.supplyAsync(
            () -> replay(history), replay -> Thread.ofVirtual().name("replay").start(replay))
        .join();
  }

  private @Nullable WorkflowReplayException replay(WorkflowHistory history) {
    List<HistoryEvent> events = history.events();
    if (events.isEmpty() || !events.getFirst().hasWorkflowExecutionStartedEventAttributes()) {
      return failed(
          history,
          "its history does not begin with the start of the workflow: it is not whole",
          null);
    }
    var started = events.getFirst().getWorkflowExecutionStartedEventAttributes();
    WorkflowDefinition definition = registry.workflow(started.getWorkflowType().getName());
    if (definition == null) {
      return failed(
          history,
          "workflow class %s is not registered on this replayer, available workflows: %s"
              .formatted(
                  started.getWorkflowType().getName(),
                  String.join(", ", new TreeSet<>(registry.workflows().keySet()))),
          null);
    }
    try (var run = run(history, definition, started)) {
      Throwable reason = run.replay(events);
      return reason == null ? null : failed(history, String.valueOf(reason.getMessage()), reason);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return failed(history, e.toString(), e);
    }
  }

  private WorkflowRun run(
      WorkflowHistory history,
      WorkflowDefinition definition,
      WorkflowExecutionStartedEventAttributes started) {
    return new WorkflowRun(
        told.settings(started.getTaskQueue().getName()),
        definition,
        history.workflowId(),
        history.runId());
  }

  private static WorkflowReplayException failed(
      WorkflowHistory history, String reason, @Nullable Throwable cause) {
    return new WorkflowReplayException(history.workflowId(), history.runId(), reason, cause);
  }
}

package dev.perdure.internal.workflow;

import dev.perdure.workflow.HandlerUnfinishedPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The signals and updates that are being handled: for those who wait for them, and for the warning
/// when the workflow ends before they do.
final class HandlersInProgress {
  private static final Logger log = ReplayAwareLogger.of(HandlersInProgress.class);

  private @Nullable List<Handling> running;

  /// One signal or update.
  static final class Handling {
    private final String name;
    private final @Nullable String updateId;
    private HandlerUnfinishedPolicy policy = HandlerUnfinishedPolicy.WARN_AND_ABANDON;

    private Handling(String name, @Nullable String updateId) {
      this.name = name;
      this.updateId = updateId;
    }

    /// What is to happen if the workflow ends first.
    void unfinishedPolicy(HandlerUnfinishedPolicy policy) {
      this.policy = policy;
    }

    private boolean isToBeTold() {
      return policy == HandlerUnfinishedPolicy.WARN_AND_ABANDON;
    }
  }

  Handling signal(String name) {
    return begun(new Handling(name, null));
  }

  Handling update(String name, String id) {
    return begun(new Handling(name, id));
  }

  private Handling begun(Handling handling) {
    if (running == null) {
      running = new ArrayList<>(1);
    }
    running.add(handling);
    return handling;
  }

  void ended(Handling handling) {
    if (running != null) {
      running.remove(handling);
    }
  }

  boolean isEmpty() {
    return running == null || running.isEmpty();
  }

  /// Warns of what is cut off by the end of the workflow.
  void warn() {
    warnings().forEach(log::warn);
  }

  /// What is to be told of those that the end of the workflow cuts off.
  List<String> warnings() {
    if (running == null) {
      return List.of();
    }
    Map<String, Integer> signals = new LinkedHashMap<>();
    List<String> updates = new ArrayList<>();
    for (Handling handling : running) {
      if (!handling.isToBeTold()) {
        continue;
      }
      if (handling.updateId == null) {
        signals.merge(handling.name, 1, Integer::sum);
      } else {
        updates.add("%s (id %s)".formatted(handling.name, handling.updateId));
      }
    }
    List<String> warnings = new ArrayList<>(2);
    if (!signals.isEmpty()) {
      warnings.add(cutOff("signals " + signals + " (name=number)", "is not done"));
    }
    if (!updates.isEmpty()) {
      warnings.add(cutOff("updates " + updates, "is not done, and their callers get an error"));
    }
    return warnings;
  }

  private static String cutOff(String handlers, String consequence) {
    return ("[TMPRL1102] The workflow ends while it still handles the %s. What their handlers had"
            + " left to do %s. Wait for them before returning, with"
            + " Workflow.await(Workflow::allHandlersFinished), or mark them with unfinishedPolicy"
            + " = ABANDON.")
        .formatted(handlers, consequence);
  }
}

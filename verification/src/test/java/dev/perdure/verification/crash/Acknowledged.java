package dev.perdure.verification.crash;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// What the server has acknowledged, and so must never forget. All methods are thread-safe.
final class Acknowledged {
  private final Map<String, Start> starts = new ConcurrentSkipListMap<>();
  private final Map<String, Set<Integer>> signals = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> results = new ConcurrentHashMap<>();

  /// @param runId the run that the start answered with
  /// @param signals how many signals the workflow waits for; they are numbered from 0
  record Start(String runId, int signals) {}

  void started(String workflowId, String runId, int signalCount) {
    starts.put(workflowId, new Start(runId, signalCount));
  }

  void signalled(String workflowId, int number) {
    signals.computeIfAbsent(workflowId, _ -> ConcurrentHashMap.newKeySet()).add(number);
  }

  /// An activity may be completed before the start of its workflow is acknowledged.
  void completed(String workflowId, String activityId, String result) {
    results.computeIfAbsent(workflowId, _ -> new ConcurrentHashMap<>()).put(activityId, result);
  }

  Map<String, Start> starts() {
    return starts;
  }

  Set<Integer> signals(String workflowId) {
    return signals.getOrDefault(workflowId, Set.of());
  }

  /// The acknowledged results of a workflow's activities, by activity id.
  Map<String, String> results(String workflowId) {
    return results.getOrDefault(workflowId, Map.of());
  }

  /// How much has been acknowledged in all.
  int count() {
    return starts.size() + signalCount() + resultCount();
  }

  private int signalCount() {
    return signals.values().stream().mapToInt(Set::size).sum();
  }

  private int resultCount() {
    return results.values().stream().mapToInt(Map::size).sum();
  }

  @Override
  public String toString() {
    return "%d starts, %d signals, %d activity results"
        .formatted(starts.size(), signalCount(), resultCount());
  }
}

package dev.perdure.worker;

import dev.perdure.internal.worker.RunCache;

/// Keeps the workflow runs of several workers in memory between their tasks, with one bound for all
/// of them: the run that was not used for the longest time goes first, whosever it is.
///
/// ```java
/// var cache = WorkflowCache.of(10_000);
/// Worker.builder(client, "orders").workflowCache(cache)…
/// Worker.builder(client, "parcels").workflowCache(cache)…
/// ```
///
/// Threads need no sharing: they are virtual, so all workers of a process have the same ones
/// anyway.
public final class WorkflowCache {
  private final RunCache runs;

  private WorkflowCache(int maxCachedWorkflows) {
    this.runs = new RunCache(maxCachedWorkflows);
  }

  /// A cache for so many runs.
  ///
  /// @throws IllegalArgumentException when it is below 1
  public static WorkflowCache of(int maxCachedWorkflows) {
    if (maxCachedWorkflows < 1) {
      throw new IllegalArgumentException(
          "A cache keeps at least 1 run, but is to keep " + maxCachedWorkflows + ".");
    }
    return new WorkflowCache(maxCachedWorkflows);
  }

  /// How many runs it keeps at most.
  public int maxCachedWorkflows() {
    return runs.capacity();
  }

  /// How many runs it keeps now, of all workers.
  public int size() {
    return runs.size();
  }

  RunCache runs() {
    return runs;
  }
}

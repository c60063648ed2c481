package dev.perdure.internal.worker;

/// The workflow runs that one or several workers keep between their tasks.
public final class RunCache {
  private final StickyCache<CachedRun> runs;

  /// A cache for so many runs; 0 for none.
  public RunCache(int capacity) {
    this.runs = new StickyCache<>(capacity, CachedRun::close);
  }

  /// How many runs it keeps at most.
  public int capacity() {
    return runs.capacity();
  }

  /// How many runs it keeps now, of all workers.
  public int size() {
    return runs.size();
  }

  /// The part of one more worker.
  StickyCache<CachedRun>.Share share() {
    return runs.share();
  }
}

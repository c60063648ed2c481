package dev.perdure.benchmarks;

/// A client and a worker that can run workflows of every load.
interface Peer extends AutoCloseable {
  /// Runs one workflow to its end and checks its result.
  void run(Workload load, String workflowId);

  /// Fails when a workflow or one of its steps gave something else.
  static void check(Object result, Object expected) {
    if (!result.equals(expected)) {
      throw new IllegalStateException("wrong result: " + result);
    }
  }

  @Override
  void close();
}

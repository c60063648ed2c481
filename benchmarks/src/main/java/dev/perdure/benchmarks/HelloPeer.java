package dev.perdure.benchmarks;

/// A client and a worker that can run the `hello` workflow: start, one activity, result.
interface HelloPeer extends AutoCloseable {
  /// Runs one workflow to its end and checks its result.
  void hello(String workflowId);

  @Override
  void close();
}

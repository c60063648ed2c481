package dev.perdure.server.dispatch;

/// What a worker's poll says about the worker.
public interface WorkerCall {
  String identity();

  /// Names this poll, so that the task it takes can be told from others.
  String requestId();

  /// The number of this boot if the worker lives in the server's process, else 0.
  long epoch();
}

package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.ClosedException;
import dev.perdure.internal.rpc.Rpc;
import io.grpc.MethodDescriptor;
import java.time.Duration;

/// The connection that a worker uses now. Another client may take its place at any time; polls that
/// are under way end on the one that they began on.
final class WorkerConnection {
  private volatile Rpc rpc;

  WorkerConnection(Rpc rpc) {
    this.rpc = rpc;
  }

  Rpc rpc() {
    return rpc;
  }

  void replace(Rpc rpc) {
    this.rpc = rpc;
  }

  /// As [Rpc#call(MethodDescriptor, Object, Duration)]; once more when the client was closed after
  /// another one had taken its place.
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration patience) {
    while (true) {
      Rpc used = rpc;
      try {
        return used.call(method, request, patience);
      } catch (ClosedException e) {
        if (used == rpc) {
          throw e;
        }
      }
    }
  }
}

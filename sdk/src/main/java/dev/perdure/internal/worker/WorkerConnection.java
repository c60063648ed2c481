package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.Rpc;

/// The connection that a worker uses now. Another client may take its place at any time; calls that
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
}

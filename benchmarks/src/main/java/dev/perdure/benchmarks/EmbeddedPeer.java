package dev.perdure.benchmarks;

import dev.perdure.client.Client;
import dev.perdure.server.PerdureServer;

/// A peer of either SDK beside our server in this process, on a file, over its channel.
record EmbeddedPeer(PerdureServer server, Peer peer) implements Peer {
  /// `--sdk=perdure|official`.
  static EmbeddedPeer open(Settings settings) {
    var server = PerdureServer.open(settings.directory().resolve("hello.db"));
    return new EmbeddedPeer(
        server,
        settings.isOfficial()
            ? new OfficialPeer(server.channel())
            : new PerdurePeer(Client.connect(server.channel())));
  }

  @Override
  public void run(Workload load, String workflowId) {
    peer.run(load, workflowId);
  }

  @Override
  public void close() {
    peer.close();
    server.close();
  }
}

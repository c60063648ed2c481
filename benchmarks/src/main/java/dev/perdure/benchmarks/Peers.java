package dev.perdure.benchmarks;

import dev.perdure.client.Client;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Opens the client and worker that the settings name.
final class Peers {
  private Peers() {}

  /// `--sdk=perdure|official`, `--server=ADDRESS|official-test|in-process`.
  static Peer open(Settings settings) throws IOException {
    var server = settings.text("server", "process");
    return switch (server) {
      case "official-test" -> onOfficialTestServer();
      case "in-process" -> EmbeddedPeer.open(settings);
      default -> connect(settings, server);
    };
  }

  private static Peer connect(Settings settings, String address) {
    return settings.isOfficial()
        ? new OfficialPeer(address)
        : new PerdurePeer(Client.connect(address));
  }

  /// The official test server lives in the JVM of its client, as its users run it.
  private static Peer onOfficialTestServer() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    TestServer.createPortBoundServer(port, true);
    return new OfficialPeer("127.0.0.1:" + port);
  }
}

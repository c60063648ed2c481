package dev.perdure.verification.peer;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// The official in-memory test server, on a free port, in real time (no skipping).
public final class OfficialTestServer implements ServerUnderTest {
  private final int port;
  private final TestServer.PortBoundTestServer server;

  private OfficialTestServer(int port) {
    this.port = port;
    this.server = TestServer.createPortBoundServer(port, true);
  }

  public static OfficialTestServer start() {
    return new OfficialTestServer(freePort());
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.close();
  }

  /// A port that was free a moment ago: the test server does not tell which one it took.
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.RpcException;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.verification.peer.PerdureUnderTest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A connection that has gone silent, as behind a router that has forgotten it.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KeepAliveIT {
  @Test
  void a_connection_that_has_gone_silent_is_given_up_before_the_call_is() throws Exception {
    var options =
        ClientOptions.defaults()
            .withKeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(1))
            .withRpcTimeout(Duration.ofSeconds(60))
            .withRpcRetryPolicy(RpcRetryPolicy.defaults().withMaximumAttempts(1));
    try (var server = PerdureUnderTest.inMemory();
        var wire = new Wire(server.address());
        var client = Client.connect(wire.address(), options)) {
      wire.silent = true;

      var failure =
          catchThrowableOfType(RpcException.class, () -> client.countWorkflows("").count());

      assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE); // the call's own end would be another
      assertThat(failure).hasMessageContaining("Keepalive failed");
    }
  }

  /// Passes bytes on in both directions, until it swallows them.
  private static final class Wire implements AutoCloseable {
    private final ServerSocket entry = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final String target;
    volatile boolean silent;

    Wire(String target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::accept);
    }

    String address() {
      return "127.0.0.1:" + entry.getLocalPort();
    }

    private void accept() {
      int colon = target.lastIndexOf(':');
      try (Socket near = entry.accept();
          Socket far =
              new Socket(
                  target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
        Thread back = Thread.ofVirtual().start(() -> pass(far, near));
        pass(near, far);
        back.join();
      } catch (IOException | InterruptedException e) {
        // The test is over.
      }
    }

    private void pass(Socket from, Socket to) {
      var bytes = new byte[1 << 14];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (!silent) {
            out.write(bytes, 0, read);
          }
        }
      } catch (IOException e) {
        // One side has hung up.
      }
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}

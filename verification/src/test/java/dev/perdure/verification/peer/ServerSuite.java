package dev.perdure.verification.peer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Tests that are run against several servers: for each there is a subclass, which names it. One
/// server is open for all of its tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ServerSuite {
  @SuppressWarnings("NullAway.Init") // set before the tests
  private ServerUnderTest server;

  /// Starts the server.
  protected abstract ServerUnderTest openServer() throws Exception;

  /// Whether it is Temporal's in-memory test server, which does less than the others.
  protected boolean isOfficialTestServer() {
    return false;
  }

  /// Whether workers keep runs in memory from task to task.
  protected boolean sticky() {
    return true;
  }

  @BeforeAll
  final void openBeforeAllTests() throws Exception {
    server = openServer();
  }

  @AfterAll
  final void closeAfterAllTests() {
    server.close();
  }

  protected final ServerUnderTest server() {
    return server;
  }
}

package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;
import io.temporal.activity.ActivityInterface;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that begin in other ways than at once, by the official SDK: on our server, and on its own
/// test server as far as that one knows them.
final class OfficialStartsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  enum Peer {
    PERDURE,
    OFFICIAL;

    private ServerUnderTest open() {
      return this == PERDURE ? PerdureUnderTest.inMemory() : OfficialTestServer.start();
    }
  }

  @WorkflowInterface
  public interface Attempt {
    @WorkflowMethod
    String run(int failures);
  }

  /// Fails in its first attempts.
  public static final class AttemptWorkflow implements Attempt {
    @Override
    public String run(int failures) {
      int attempt = Workflow.getInfo().getAttempt();
      if (attempt <= failures) {
        throw ApplicationFailure.newFailure("attempt " + attempt, "Planned");
      }
      return "attempt " + attempt;
    }
  }

  @WorkflowInterface
  public interface Counter {
    @WorkflowMethod
    int run();
  }

  /// Counts its runs by what the last one returned.
  public static final class CounterWorkflow implements Counter {
    @Override
    public int run() {
      Integer last = Workflow.getLastCompletionResult(Integer.class);
      return last == null ? 1 : last + 1;
    }
  }

  @ActivityInterface
  public interface None {
    void none();
  }

  @ParameterizedTest
  @EnumSource
  void a_failed_run_is_tried_again(Peer peer) throws Exception {
    try (var server = peer.open()) {
      var session = session(server);
      var options =
          session
              .options()
              .setRetryOptions(
                  RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(100)).build());

      // Its first runs fail again in a replay, which the official replayer takes for a problem.
      var stub = session.client().newUntypedWorkflowStub("Attempt", options.build());
      var _ = stub.start(2);

      assertThat(result(stub, String.class)).isEqualTo("attempt 3");
      session.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_start_can_wait(Peer peer) throws Exception {
    try (var server = peer.open()) {
      var session = session(server);
      long begin = System.nanoTime();

      var stub =
          session.start(
              "Attempt", session.options().setStartDelay(Duration.ofSeconds(2)).build(), 0);

      assertThat(result(stub, String.class)).isEqualTo("attempt 1");
      // The server's clock counts, which need not be exactly ours.
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThan(Duration.ofMillis(1_900));
      session.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_start_can_bring_the_first_task_along(Peer peer) throws Exception {
    try (var server = peer.open()) {
      var session = session(server);

      var stub =
          session.start("Attempt", session.options().setDisableEagerExecution(false).build(), 0);

      assertThat(result(stub, String.class)).isEqualTo("attempt 1");
      assertThat(
              session
                  .history(stub)
                  .getFirst()
                  .getWorkflowExecutionStartedEventAttributes()
                  .getEagerExecutionAccepted())
          .isEqualTo(peer == Peer.PERDURE);
      session.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_cron_schedule_hands_results_on(Peer peer) throws Exception {
    assumeThat(peer)
        .as("the official test server knows no schedule below a minute")
        .isEqualTo(Peer.PERDURE);
    try (var server = peer.open()) {
      var session = session(server);

      var stub = session.start("Counter", session.options().setCronSchedule("@every 1s").build());

      // The first run's result is the second run's last one, and so on.
      var second = new Run(session, stub).next().next();
      assertThat(second.lastResult()).isEqualTo("2");
      session.client().newUntypedWorkflowStub(second.id()).terminate("enough");
      session.close();
    }
  }

  private static OfficialSession session(ServerUnderTest server) {
    return new OfficialSession(
        server, true, (None) () -> {}, AttemptWorkflow.class, CounterWorkflow.class);
  }

  private static <T> T result(WorkflowStub stub, Class<T> type) throws Exception {
    return stub.getResult(LIMIT.toSeconds(), TimeUnit.SECONDS, type);
  }

  /// A run of a chain.
  private record Run(OfficialSession session, String id, String runId) {
    Run(OfficialSession session, WorkflowStub stub) {
      this(
          session,
          OfficialSession.execution(stub).getWorkflowId(),
          OfficialSession.execution(stub).getRunId());
    }

    /// The run behind this one, once this one has completed.
    Run next() throws InterruptedException {
      long until = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < until) {
        var last = session.client().fetchHistory(id, runId).getLastEvent();
        var next = last.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId();
        if (!next.isEmpty()) {
          return new Run(session, id, next);
        }
        Thread.sleep(50);
      }
      throw new AssertionError("run " + runId + " does not go on");
    }

    String lastResult() {
      return session
          .client()
          .fetchHistory(id, runId)
          .getEvents()
          .getFirst()
          .getWorkflowExecutionStartedEventAttributes()
          .getLastCompletionResult()
          .getPayloads(0)
          .getData()
          .toStringUtf8();
    }
  }
}

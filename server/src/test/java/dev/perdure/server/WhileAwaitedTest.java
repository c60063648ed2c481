package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.startTimer;
import static dev.perdure.server.RawUpdates.COMPLETED;
import static dev.perdure.server.RawUpdates.accept;
import static dev.perdure.server.RawUpdates.reject;
import static dev.perdure.server.RawUpdates.respond;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server whose time skips only while somebody waits for an outcome.
@Timeout(60)
class WhileAwaitedTest {
  private static final Duration YEAR = RawClient.seconds(365L * 24 * 3600);

  private PerdureServer server;
  private RawClient client;
  private RawUpdates updates;
  private TimeClient time;

  @BeforeEach
  void start() {
    server =
        PerdureServer.inMemory(
            ServerOptions.defaults().withTimeSkipping(TimeSkippingMode.WHILE_AWAITED));
    client = new RawClient(server.channel());
    updates = new RawUpdates(server.channel());
    time = new TimeClient(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void who_waits_for_the_end_of_a_run_lets_time_skip_until_it_is_there() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", YEAR));
    assertThat(yearsSkipped()).isZero();

    var end = CompletableFuture.supplyAsync(() -> client.closeEvent("w"));
    client.complete(
        client.pollWorkflowTask().getTaskToken(), startTimer("t2", YEAR), completeWorkflow("done"));

    assertThat(end.join().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    assertThat(yearsSkipped()).isEqualTo(1);
  }

  @Test
  void who_waits_for_the_outcome_of_an_update_lets_time_skip_until_it_is_there() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("later", tenYears()));
    var outcome = updates.ask("w", "u", COMPLETED);
    var task = client.pollWorkflowTask();

    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0))), startTimer("t", YEAR));
    var next = client.pollWorkflowTask();
    assertThat(yearsSkipped()).isEqualTo(1);
    updates.complete(next.getTaskToken(), List.of(respond("u", "changed")));

    assertThat(outcome.get().getOutcome().getSuccess()).isEqualTo(RawClient.payloads("changed"));
    assertThat(yearsSkipped()).isEqualTo(1);
  }

  @Test
  void an_update_that_is_refused_lets_nothing_skip() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("later", YEAR));
    var outcome = updates.ask("w", "u", COMPLETED);
    var task = client.pollWorkflowTask();

    updates.complete(task.getTaskToken(), List.of(reject(task.getMessages(0))));

    assertThat(outcome.get().getOutcome().hasFailure()).isTrue();
    assertThat(yearsSkipped()).isZero();
  }

  @Test
  void a_lock_holds_time_for_all_but_those_who_sleep() {
    time.lock();
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), startTimer("t", tenYears()));
    var wait =
        WorkflowServiceGrpc.newFutureStub(server.channel())
            .getWorkflowExecutionHistory(
                RawClient.historyRequest("w")
                    .setWaitNewEvent(true)
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .build());
    assertThat(yearsSkipped()).isZero();

    time.sleep(YEAR);
    assertThat(yearsSkipped()).isEqualTo(1);

    time.unlock();
    var fired = client.pollWorkflowTask();
    assertThat(yearsSkipped()).isEqualTo(10);
    client.complete(fired.getTaskToken(), completeWorkflow("done"));
    assertThat(wait).succeedsWithin(java.time.Duration.ofSeconds(20));
  }

  private static Duration tenYears() {
    return RawClient.seconds(YEAR.getSeconds() * 10);
  }

  private long yearsSkipped() {
    return ChronoUnit.DAYS.between(Instant.now(), time.now()) / 364;
  }
}

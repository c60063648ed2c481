package dev.perdure.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.perdure.server.worker.WorkerQuery.BadQueryException;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkerRegistryTest {
  private long now;
  private final WorkerRegistry registry = new WorkerRegistry(() -> now);

  private static WorkerHeartbeat.Builder worker(String key) {
    return WorkerHeartbeat.newBuilder()
        .setWorkerInstanceKey(key)
        .setTaskQueue("queue-" + key)
        .setSdkName("temporal-java")
        .setStatus(WorkerStatus.WORKER_STATUS_RUNNING)
        .setStartTime(Timestamp.newBuilder().setSeconds(1_700_000_000 + key.charAt(0)));
  }

  private void record(WorkerHeartbeat.Builder... workers) {
    for (var worker : workers) {
      registry.record("default", List.of(worker.build()));
    }
  }

  private String names(String query) throws BadQueryException {
    return registry.list("default", WorkerQuery.parse(query)).stream()
        .map(WorkerHeartbeat::getWorkerInstanceKey)
        .collect(Collectors.joining(" "));
  }

  @Test
  void a_worker_is_listed_until_it_was_not_heard_of_for_five_minutes() throws BadQueryException {
    record(worker("b"), worker("a"));
    now = Duration.ofMinutes(4).toNanos();
    record(worker("b"));
    assertThat(names("")).isEqualTo("a b");

    now = Duration.ofMinutes(6).toNanos();

    assertThat(names("")).isEqualTo("b");
    assertThat(registry.find("default", "a")).isNull();
    assertThat(registry.find("default", "b")).isNotNull();
    assertThat(registry.find("other", "b")).isNull();
  }

  @Test
  void a_worker_that_has_shut_down_is_listed_no_longer() throws BadQueryException {
    record(worker("a"));
    record(worker("a").setStatus(WorkerStatus.WORKER_STATUS_SHUTDOWN));

    assertThat(names("")).isEmpty();
  }

  @Test
  void there_are_never_more_than_its_bound() throws BadQueryException {
    for (int i = 0; i <= WorkerRegistry.MAX; i++) {
      record(worker("k" + i));
    }

    assertThat(registry.list("default", WorkerQuery.parse(""))).hasSize(WorkerRegistry.MAX);
    assertThat(registry.find("default", "k0")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TaskQueue = 'queue-a' | a",
        "TaskQueue != 'queue-a' | b c",
        "TaskQueue = 'queue-a' OR WorkerInstanceKey = \"c\" | a c",
        "TaskQueue STARTS_WITH 'queue-' AND WorkerInstanceKey = 'b' | b",
        "TaskQueue NOT STARTS_WITH 'queue-b' | a c",
        "WorkerInstanceKey = 'a' OR WorkerInstanceKey = 'b' AND SdkName = 'x' | a",
        "(WorkerInstanceKey = 'a' OR WorkerInstanceKey = 'b') AND Status = 'Running' | a b",
        "BuildId IS NULL AND SdkName IS NOT NULL | a b c",
        "StartTime > '2023-11-14T22:14:57Z' | b c",
        "StartTime BETWEEN '2023-11-14T22:14:00Z' AND '2023-11-14T22:14:57Z' | a",
        "StartTime NOT BETWEEN '2023-11-14T22:14:00Z' AND '2023-11-14T22:14:57Z' | b c",
        "HeartbeatTime IS NULL | a b c",
      })
  void a_query_chooses(String query, String names) throws BadQueryException {
    record(worker("a"), worker("b"), worker("c"));

    assertThat(names(query)).isEqualTo(names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Nonsense = 'a' | unknown or unsupported worker heartbeat search field: Nonsense",
        "TaskQueue = a | invalid value for TaskQueue: a",
        "TaskQueue = '' | TaskQueue cannot be empty",
        "TaskQueue < 'a' | invalid expression: operation < is not supported for TaskQueue column",
        "StartTime = 'yesterday' | invalid value for StartTime: 'yesterday'",
        "NOT TaskQueue = 'a' | operation is not supported: 'not' expression",
        "TaskQueue = 'a' AND | malformed query: syntax error at the end",
        "(TaskQueue = 'a' | malformed query: syntax error at the end",
        "TaskQueue = 'a' TaskQueue | malformed query: syntax error near 'TaskQueue'",
      })
  void a_query_that_cannot_be_read_is_refused(String query, String message) {
    assertThatThrownBy(() -> WorkerQuery.parse(query))
        .isInstanceOf(BadQueryException.class)
        .hasMessage(message);
  }

  @Test
  void deep_parentheses_are_refused() {
    assertThatThrownBy(() -> WorkerQuery.parse("(".repeat(100_000)))
        .isInstanceOf(BadQueryException.class);
  }
}

package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.state.RunSummary;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The stored form of run summaries.
///
/// A summary has a lasting part, its details, which a run keeps from its start unless it upserts
/// its memo or search attributes, and counters, which every transition moves. The details are a
/// `temporal.api.workflow.v1.WorkflowExecutionInfo` without the counters.
final class Summaries {
  private static final long NANOS = 1_000_000_000L;

  private Summaries() {}

  /// What every transition moves.
  record Counters(
      WorkflowExecutionStatus status,
      @Nullable Instant closeTime,
      long historyLength,
      long historyBytes,
      long transitions) {
    static Counters of(RunSummary run) {
      return new Counters(
          run.status(),
          run.closeTime(),
          run.historyLength(),
          run.historyBytes(),
          run.transitions());
    }
  }

  static WorkflowExecutionStatus status(int number) {
    var status = WorkflowExecutionStatus.forNumber(number);
    return status == null ? WorkflowExecutionStatus.UNRECOGNIZED : status;
  }

  static boolean sameDetails(RunSummary a, RunSummary b) {
    return a.executionTime().equals(b.executionTime())
        && a.memo().equals(b.memo())
        && a.searchAttributes().equals(b.searchAttributes())
        && a.startTime().equals(b.startTime())
        && a.taskQueue().equals(b.taskQueue())
        && a.workflowType().equals(b.workflowType());
  }

  static ByteString details(RunSummary run) {
    var info =
        WorkflowExecutionInfo.newBuilder()
            .setType(WorkflowType.newBuilder().setName(run.workflowType()))
            .setTaskQueue(run.taskQueue())
            .setStartTime(timestamp(run.startTime()))
            .setExecutionTime(timestamp(run.executionTime()))
            .setRootExecution(run.root())
            .setFirstRunId(run.firstRunId());
    if (!run.memo().isEmpty()) {
      info.setMemo(Memo.newBuilder().putAllFields(run.memo()));
    }
    if (!run.searchAttributes().isEmpty()) {
      info.setSearchAttributes(
          SearchAttributes.newBuilder().putAllIndexedFields(run.searchAttributes()));
    }
    if (run.parent() != null) {
      info.setParentExecution(run.parent());
    }
    return info.build().toByteString();
  }

  static RunSummary summary(
      String namespace, String workflowId, String runId, ByteString details, Counters counters)
      throws InvalidProtocolBufferException {
    var info = WorkflowExecutionInfo.parseFrom(details);
    return new RunSummary(
        namespace,
        workflowId,
        runId,
        info.getType().getName(),
        info.getTaskQueue(),
        counters.status(),
        instant(info.getStartTime()),
        instant(info.getExecutionTime()),
        counters.closeTime(),
        counters.historyLength(),
        counters.historyBytes(),
        counters.transitions(),
        info.getMemo().getFieldsMap(),
        info.getSearchAttributes().getIndexedFieldsMap(),
        info.hasParentExecution() ? info.getParentExecution() : null,
        info.getRootExecution(),
        info.getFirstRunId());
  }

  /// Nanoseconds since 1970. Times after the year 2262 become the last one that fits.
  static long nanos(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds >= Long.MAX_VALUE / NANOS) {
      return Long.MAX_VALUE;
    }
    return Math.max(seconds, 0) * NANOS + time.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
  }

  static long micros(Instant time) {
    return nanos(time) / 1_000;
  }

  static Instant instantOfMicros(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}

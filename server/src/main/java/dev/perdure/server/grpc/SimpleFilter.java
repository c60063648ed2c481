package dev.perdure.server.grpc;

import com.google.protobuf.Timestamp;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.filter.v1.StartTimeFilter;
import java.util.ArrayList;
import java.util.List;

/// What the older list calls filter by, which have no query.
final class SimpleFilter {
  private static final long NANOS = 1_000_000_000L;

  private final List<Condition> all = new ArrayList<>();

  /// Only open runs, or only closed ones.
  SimpleFilter running(boolean open) {
    var running =
        new Condition.Comparison(
            attribute("ExecutionStatus"),
            Sign.EQUAL,
            (long) WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING.getNumber());
    all.add(open ? running : new Condition.Not(running));
    return this;
  }

  /// Only those whose time is in the interval, which includes both ends.
  void time(String name, StartTimeFilter filter) {
    long from = nanos(filter.getEarliestTime());
    long to = nanos(filter.getLatestTime());
    if (filter.hasEarliestTime()) {
      all.add(new Condition.Comparison(attribute(name), Sign.GREATER_OR_EQUAL, from));
    }
    if (filter.hasLatestTime()) {
      if (filter.hasEarliestTime() && from > to) {
        throw Validation.invalid(
            "EarliestTime in StartTimeFilter should not be larger than LatestTime.");
      }
      all.add(new Condition.Comparison(attribute(name), Sign.LESS_OR_EQUAL, to));
    }
  }

  void equal(String name, String value) {
    all.add(new Condition.Comparison(attribute(name), Sign.EQUAL, value));
  }

  /// Only those with this status.
  void closedAs(WorkflowExecutionStatus status) {
    switch (status) {
      case WORKFLOW_EXECUTION_STATUS_UNSPECIFIED, WORKFLOW_EXECUTION_STATUS_RUNNING, UNRECOGNIZED ->
          throw Validation.invalid("StatusFilter must be specified and must be not Running.");
      default ->
          all.add(
              new Condition.Comparison(
                  attribute("ExecutionStatus"), Sign.EQUAL, (long) status.getNumber()));
    }
  }

  Condition condition() {
    return new Condition.And(all);
  }

  private static Attribute attribute(String name) {
    var type = KnownAttributes.SYSTEM.get(name);
    if (type == null) {
      throw new IllegalArgumentException(name);
    }
    return new Attribute(name, type);
  }

  /// Nanoseconds since 1970; times that do not fit become the last or first one that does.
  private static long nanos(Timestamp time) {
    long seconds = time.getSeconds();
    if (seconds >= Long.MAX_VALUE / NANOS) {
      return Long.MAX_VALUE;
    }
    return seconds <= Long.MIN_VALUE / NANOS ? Long.MIN_VALUE : seconds * NANOS + time.getNanos();
  }
}

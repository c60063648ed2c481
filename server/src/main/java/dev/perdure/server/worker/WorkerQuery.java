package dev.perdure.server.worker;

import com.google.protobuf.Timestamp;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which workers are wanted: conditions such as `TaskQueue = 'orders' AND SdkVersion STARTS_WITH
/// '1.'`, joined by AND and OR, with parentheses.
///
/// Texts can be compared with `=`, `!=`, `[NOT] STARTS_WITH` and `IS [NOT] NULL`, times besides
/// with `<`, `<=`, `>`, `>=` and `[NOT] BETWEEN`.
public final class WorkerQuery {
  private static final Map<String, Function<WorkerHeartbeat, String>> TEXTS =
      Map.ofEntries(
          Map.entry("WorkerInstanceKey", WorkerHeartbeat::getWorkerInstanceKey),
          Map.entry("WorkerIdentity", WorkerHeartbeat::getWorkerIdentity),
          Map.entry("HostName", worker -> worker.getHostInfo().getHostName()),
          Map.entry("TaskQueue", WorkerHeartbeat::getTaskQueue),
          Map.entry("DeploymentName", worker -> worker.getDeploymentVersion().getDeploymentName()),
          Map.entry("BuildId", worker -> worker.getDeploymentVersion().getBuildId()),
          Map.entry("SdkName", WorkerHeartbeat::getSdkName),
          Map.entry("SdkVersion", WorkerHeartbeat::getSdkVersion),
          Map.entry("WorkerStatus", WorkerQuery::status),
          Map.entry("Status", WorkerQuery::status),
          Map.entry("status", WorkerQuery::status));

  private static final Map<String, Function<WorkerHeartbeat, Timestamp>> TIMES =
      Map.of(
          "StartTime", WorkerHeartbeat::getStartTime,
          "HeartbeatTime", WorkerHeartbeat::getHeartbeatTime,
          "LastHeartbeatTime", WorkerHeartbeat::getHeartbeatTime);

  private final WorkerQueryTokens tokens;

  private WorkerQuery(String query) {
    tokens = new WorkerQueryTokens(query);
  }

  /// What is wrong with a query.
  public static final class BadQueryException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    BadQueryException(String problem) {
      super(problem);
      this.problem = problem;
    }

    /// What is wrong, for the caller.
    public String problem() {
      return problem;
    }
  }

  /// Reads a query; an empty one wants all.
  ///
  /// @throws BadQueryException if it cannot be read
  public static Predicate<WorkerHeartbeat> parse(String query) throws BadQueryException {
    if (query.isBlank()) {
      return _ -> true;
    }
    var parser = new WorkerQuery(query);
    var condition = parser.or(0);
    if (!parser.tokens.isAtEnd()) {
      throw parser.malformed();
    }
    return condition;
  }

  private static String status(WorkerHeartbeat worker) {
    var words = new StringBuilder();
    for (var word : worker.getStatus().name().replace("WORKER_STATUS_", "").split("_", -1)) {
      words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  private Predicate<WorkerHeartbeat> or(int depth) throws BadQueryException {
    var condition = and(depth);
    while (tokens.skip("OR")) {
      condition = condition.or(and(depth));
    }
    return condition;
  }

  private Predicate<WorkerHeartbeat> and(int depth) throws BadQueryException {
    var condition = one(depth);
    while (tokens.skip("AND")) {
      condition = condition.and(one(depth));
    }
    return condition;
  }

  private Predicate<WorkerHeartbeat> one(int depth) throws BadQueryException {
    if (tokens.skip("(")) {
      if (depth == WorkerQueryTokens.MAX_DEPTH) {
        throw malformed();
      }
      var condition = or(depth + 1);
      if (!tokens.skip(")")) {
        throw malformed();
      }
      return condition;
    }
    if (tokens.skip("NOT")) {
      throw new BadQueryException("operation is not supported: 'not' expression");
    }
    var field = tokens.next().replace("`", "");
    var text = TEXTS.get(field);
    if (text != null) {
      return text(field, text);
    }
    var time = TIMES.get(field);
    if (time != null) {
      return time(field, time);
    }
    throw new BadQueryException("unknown or unsupported worker heartbeat search field: " + field);
  }

  private Predicate<WorkerHeartbeat> text(String field, Function<WorkerHeartbeat, String> text)
      throws BadQueryException {
    if (tokens.skip("IS")) {
      return isNull(worker -> text.apply(worker).isEmpty());
    }
    boolean not = tokens.skip("NOT");
    var operator = tokens.next();
    var value = tokens.quoted(field);
    return switch (operator.toUpperCase(Locale.ROOT)) {
      case "STARTS_WITH" -> worker -> text.apply(worker).startsWith(value) != not;
      case "=" -> plain(not, worker -> text.apply(worker).equals(value));
      case "!=", "<>" -> plain(not, worker -> !text.apply(worker).equals(value));
      default ->
          throw new BadQueryException(
              "invalid expression: operation %s is not supported for %s column"
                  .formatted(operator, field));
    };
  }

  private Predicate<WorkerHeartbeat> plain(boolean not, Predicate<WorkerHeartbeat> condition)
      throws BadQueryException {
    if (not) {
      throw malformed();
    }
    return condition;
  }

  private Predicate<WorkerHeartbeat> isNull(Predicate<WorkerHeartbeat> isEmpty)
      throws BadQueryException {
    boolean not = tokens.skip("NOT");
    if (!tokens.skip("NULL")) {
      throw malformed();
    }
    return not ? isEmpty.negate() : isEmpty;
  }

  private Predicate<WorkerHeartbeat> time(String field, Function<WorkerHeartbeat, Timestamp> time)
      throws BadQueryException {
    if (tokens.skip("IS")) {
      return isNull(worker -> isUnset(time.apply(worker)));
    }
    boolean not = tokens.skip("NOT");
    if (tokens.skip("BETWEEN")) {
      var from = instant(field);
      if (!tokens.skip("AND")) {
        throw malformed();
      }
      var to = instant(field);
      return worker -> {
        var value = instant(time.apply(worker));
        return !isUnset(time.apply(worker)) && (!value.isBefore(from) && !value.isAfter(to)) != not;
      };
    }
    var operator = tokens.next();
    var value = instant(field);
    return plain(not, compared(field, operator, time, value));
  }

  private static Predicate<WorkerHeartbeat> compared(
      String field, String operator, Function<WorkerHeartbeat, Timestamp> time, Instant value)
      throws BadQueryException {
    return switch (operator) {
      case "=" -> worker -> instant(time.apply(worker)).equals(value);
      case "!=", "<>" -> worker -> !instant(time.apply(worker)).equals(value);
      case "<" -> worker -> instant(time.apply(worker)).isBefore(value);
      case "<=" -> worker -> !instant(time.apply(worker)).isAfter(value);
      case ">" -> worker -> instant(time.apply(worker)).isAfter(value);
      case ">=" -> worker -> !instant(time.apply(worker)).isBefore(value);
      default ->
          throw new BadQueryException(
              "invalid expression: operation %s is not supported for %s column"
                  .formatted(operator, field));
    };
  }

  private Instant instant(String field) throws BadQueryException {
    var text = tokens.quoted(field);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadQueryException("invalid value for %s: '%s'".formatted(field, text));
    }
  }

  private static Instant instant(Timestamp time) {
    return Instant.EPOCH
        .plusSeconds(Math.clamp(time.getSeconds(), 0, 1L << 35))
        .plusNanos(time.getNanos());
  }

  private static boolean isUnset(Timestamp time) {
    return time.getSeconds() == 0 && time.getNanos() == 0;
  }

  private BadQueryException malformed() {
    return new BadQueryException("malformed query: " + tokens.where());
  }
}

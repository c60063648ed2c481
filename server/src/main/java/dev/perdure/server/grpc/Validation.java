package dev.perdure.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.decision.TaskPriority;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.Locale;
import java.util.regex.Pattern;

/// What can be wrong with a request as such. Clients and their tests know these texts.
final class Validation {
  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final String RESERVED_PREFIX = "/_sys/";
  private static final String TIMEOUT_TYPE_PREFIX = "TemporalTimeout:";

  private final int maxIdLength;
  private final int maxBlobBytes;

  /// @param maxIdLength longest id or name, in bytes of UTF-8
  /// @param maxBlobBytes largest payload set, failure or memo
  Validation(int maxIdLength, int maxBlobBytes) {
    this.maxIdLength = maxIdLength;
    this.maxBlobBytes = maxBlobBytes;
  }

  int maxIdLength() {
    return maxIdLength;
  }

  /// Fails the request.
  static RejectedException invalid(String message) {
    return RejectedException.invalidArgument(message);
  }

  void execution(boolean isSet, WorkflowExecution execution) {
    if (!isSet) {
      throw invalid("Execution is not set on request.");
    }
    if (execution.getWorkflowId().isEmpty()) {
      throw invalid("WorkflowId is not set on request.");
    }
    runId(execution.getRunId());
  }

  void runId(String runId) {
    if (!runId.isEmpty() && !UUID.matcher(runId).matches()) {
      throw invalid("Invalid RunId.");
    }
  }

  void workflowId(String workflowId) {
    if (workflowId.isEmpty()) {
      throw invalid("WorkflowId is not set on request.");
    }
    if (isTooLong(workflowId)) {
      throw invalid(
          "WorkflowId exceeds maximum allowed length (%d/%d)"
              .formatted(utf8Length(workflowId), maxIdLength));
    }
  }

  /// Fails when `value` is longer than an id may be.
  ///
  /// @param what the value's name in the text
  void length(String what, String value) {
    if (isTooLong(value)) {
      throw invalid(what + " length exceeds limit.");
    }
  }

  boolean isTooLong(String value) {
    return value.length() > maxIdLength
        || (value.length() > maxIdLength / 3 && utf8Length(value) > maxIdLength);
  }

  static int utf8Length(String value) {
    return value.getBytes(UTF_8).length;
  }

  void taskQueue(boolean isSet, TaskQueue queue) {
    if (!isSet) {
      throw invalid("taskQueue is not set");
    }
    var name = queue.getName();
    if (name.isEmpty()) {
      throw invalid("missing task queue name");
    }
    if (isTooLong(name)) {
      throw invalid("taskQueue length exceeds limit");
    }
    if (name.startsWith(RESERVED_PREFIX)) {
      throw invalid("task queue name cannot start with reserved prefix " + RESERVED_PREFIX);
    }
  }

  /// Fails when a time is outside of what the protocol knows: the years 1 to 9999.
  ///
  /// @param what the time's name in the text
  static void time(String what, Timestamp time) {
    if (time.getSeconds() < FIRST_SECOND
        || time.getSeconds() > LAST_SECOND
        || time.getNanos() < 0
        || time.getNanos() > 999_999_999) {
      throw invalid(what + " is not a valid time.");
    }
  }

  void blob(Message blob) {
    if (isTooLarge(blob)) {
      throw invalid("Blob data size exceeds limit.");
    }
  }

  void memo(Message memo) {
    if (isTooLarge(memo)) {
      throw invalid("Memo size exceeds limit.");
    }
  }

  boolean isTooLarge(Message blob) {
    return blob.getSerializedSize() > maxBlobBytes;
  }

  static void timeout(String name, Duration timeout) {
    var problem = problem(timeout);
    if (!problem.isEmpty()) {
      throw invalid("An invalid %s is set on request. cause: %s".formatted(name, problem));
    }
  }

  private static String problem(Duration duration) {
    long seconds = duration.getSeconds();
    int nanos = duration.getNanos();
    if ((seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
      return "duration has seconds and nanos with different signs";
    }
    return seconds < 0 || nanos < 0 ? "negative duration" : "";
  }

  static void retryPolicy(boolean isSet, RetryPolicy policy) {
    if (!isSet || policy.getMaximumAttempts() == 1) {
      return;
    }
    var problem = problem(policy.getInitialInterval());
    if (!problem.isEmpty()) {
      throw invalid("invalid InitialInterval set on retry policy: " + problem);
    }
    double coefficient = policy.getBackoffCoefficient();
    if (coefficient != 0 && !(coefficient >= 1)) { // So that NaN is refused as well.
      throw invalid("BackoffCoefficient cannot be less than 1 on retry policy.");
    }
    problem = problem(policy.getMaximumInterval());
    if (!problem.isEmpty()) {
      throw invalid("invalid MaximumInterval set on retry policy: " + problem);
    }
    if (isShorter(policy.getMaximumInterval(), initialInterval(policy))) {
      throw invalid("MaximumInterval cannot be less than InitialInterval on retry policy.");
    }
    if (policy.getMaximumAttempts() < 0) {
      throw invalid("MaximumAttempts cannot be negative on retry policy.");
    }
    policy.getNonRetryableErrorTypesList().forEach(Validation::timeoutType);
  }

  private static Duration initialInterval(RetryPolicy policy) {
    return isZero(policy.getInitialInterval())
        ? Duration.newBuilder().setSeconds(1).build()
        : policy.getInitialInterval();
  }

  private static boolean isShorter(Duration maximum, Duration initial) {
    if (isZero(maximum)) {
      return false;
    }
    int bySeconds = Long.compare(maximum.getSeconds(), initial.getSeconds());
    return bySeconds < 0 || (bySeconds == 0 && maximum.getNanos() < initial.getNanos());
  }

  private static boolean isZero(Duration duration) {
    return duration.getSeconds() == 0 && duration.getNanos() == 0;
  }

  private static void timeoutType(String errorType) {
    if (!errorType.startsWith(TIMEOUT_TYPE_PREFIX)) {
      return;
    }
    var type = errorType.substring(TIMEOUT_TYPE_PREFIX.length());
    for (var known : TimeoutType.values()) {
      if (known != TimeoutType.TIMEOUT_TYPE_UNSPECIFIED
          && known != TimeoutType.UNRECOGNIZED
          && (known.name().equals(type) || camelCase(known).equals(type))) {
        return;
      }
    }
    throw invalid("Invalid timeout type value: " + type + ".");
  }

  /// `StartToClose` for `TIMEOUT_TYPE_START_TO_CLOSE`.
  private static String camelCase(TimeoutType type) {
    var camel = new StringBuilder();
    for (var word : type.name().substring("TIMEOUT_TYPE_".length()).split("_", -1)) {
      camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return camel.toString();
  }

  static void priority(Priority priority) {
    var problem = TaskPriority.problem(priority);
    if (problem != null) {
      throw invalid(problem);
    }
  }

  @SuppressWarnings("deprecation") // Clients still send it, and must be told what it excludes.
  static void workflowIdPolicies(WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict) {
    if (conflict != WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED
        && reuse == WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING) {
      throw invalid(
          "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be"
              + " used together with a WorkflowIDConflictPolicy");
    }
    if (conflict == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING
        && reuse == WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE) {
      throw invalid(
          "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used"
              + " together with WorkflowIdConflictPolicy"
              + " WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
    }
  }

  static void nextRetryDelay(Failure failure) {
    for (var current = failure; ; current = current.getCause()) {
      var delay = current.getApplicationFailureInfo().getNextRetryDelay();
      if ((delay.getSeconds() > 0 && delay.getNanos() < 0)
          || (delay.getSeconds() < 0 && delay.getNanos() > 0)) {
        throw invalid("NextRetryDelay is not a valid duration: " + delay);
      }
      if (!current.hasCause()) {
        return;
      }
    }
  }
}

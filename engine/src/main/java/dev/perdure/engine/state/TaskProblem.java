package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import java.util.Locale;

/// Why the workflow tasks of a run do not succeed, as its search attribute
/// `TemporalReportedProblems` says it.
///
/// @param category what becomes of the tasks
/// @param cause why
public record TaskProblem(String category, String cause) {
  static final String ATTRIBUTE = "TemporalReportedProblems";

  /// So many tasks in a row must have had a problem before it is reported.
  static final int REPORTED_FROM = 5;

  private static final String CAUSE_PREFIX = "WORKFLOW_TASK_FAILED_CAUSE_";

  static TaskProblem failed(WorkflowTaskFailedCause cause) {
    return new TaskProblem("WorkflowTaskFailed", "WorkflowTaskFailedCause" + causeName(cause));
  }

  static TaskProblem timedOut(TimeoutType type) {
    return new TaskProblem(
        "WorkflowTaskTimedOut",
        "WorkflowTaskTimedOutCause" + camel(type.name().substring("TIMEOUT_TYPE_".length())));
  }

  /// The cause as texts spell it: `BadStartTimerAttributes`.
  public static String causeName(WorkflowTaskFailedCause cause) {
    var name = cause.name();
    return camel(name.startsWith(CAUSE_PREFIX) ? name.substring(CAUSE_PREFIX.length()) : name);
  }

  private static String camel(String constant) {
    var name = new StringBuilder();
    for (var word : constant.split("_", -1)) {
      if (!word.isEmpty()) {
        name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
    }
    return name.toString();
  }

  Payload payload() {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .putMetadata("type", ByteString.copyFromUtf8("KeywordList"))
        .setData(
            ByteString.copyFromUtf8("[\"category=%s\",\"cause=%s\"]".formatted(category, cause)))
        .build();
  }
}

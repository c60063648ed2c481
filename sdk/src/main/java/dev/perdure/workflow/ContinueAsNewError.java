package dev.perdure.workflow;

import io.temporal.api.common.v1.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ends a run and lets the workflow go on in a new one with an empty history. Thrown by
/// [Workflow#continueAsNew]; do not catch it, or throw it on.
public final class ContinueAsNewError extends Error {
  private final transient String workflowType;
  private final transient ContinueAsNewOptions options;
  private final transient List<@Nullable Object> arguments;
  private final transient Map<String, Payload> headers;

  /// Made by the last in the chain of interceptors.
  public ContinueAsNewError(
      String workflowType,
      ContinueAsNewOptions options,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers) {
    super("The workflow continues as new. Do not catch this error.", null, false, false);
    this.workflowType = workflowType;
    this.options = options;
    this.arguments = arguments;
    this.headers = headers;
  }

  /// The new run's workflow type.
  public String workflowType() {
    return workflowType;
  }

  /// What is different in the new run.
  public ContinueAsNewOptions options() {
    return options;
  }

  /// The new run's arguments.
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  /// The new run's headers.
  public Map<String, Payload> headers() {
    return headers;
  }
}

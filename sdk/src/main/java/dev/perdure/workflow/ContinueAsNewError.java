package dev.perdure.workflow;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ends a run and lets the workflow go on in a new one with an empty history. Thrown by
/// [Workflow#continueAsNew]; do not catch it, or throw it on.
public final class ContinueAsNewError extends Error {
  private final transient @Nullable String workflowType;
  private final transient ContinueAsNewOptions options;
  private final transient @Nullable Object[] arguments;

  ContinueAsNewError(
      @Nullable String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    super("The workflow continues as new. Do not catch this error.", null, false, false);
    this.workflowType = workflowType;
    this.options = options;
    this.arguments = arguments.clone();
  }

  /// The new run's workflow type; null for the same.
  public @Nullable String workflowType() {
    return workflowType;
  }

  /// What is different in the new run.
  public ContinueAsNewOptions options() {
    return options;
  }

  /// The new run's arguments.
  public List<@Nullable Object> arguments() {
    return Arrays.asList(arguments.clone());
  }
}

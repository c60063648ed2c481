package dev.perdure.workflow;

import dev.perdure.common.VersioningBehavior;
import java.util.Set;

/// What a dynamic workflow says about one of its instances, whose type it knows only at run time.
/// It takes the place of the members of [Workflow.Definition]. Immutable: each `with…` method
/// returns another one.
public final class DynamicWorkflowConfig {
  private static final DynamicWorkflowConfig DEFAULTS =
      new DynamicWorkflowConfig(Set.of(), VersioningBehavior.UNSPECIFIED);

  private final Set<Class<? extends Throwable>> failureExceptionTypes;
  private final VersioningBehavior versioningBehavior;

  private DynamicWorkflowConfig(
      Set<Class<? extends Throwable>> failureExceptionTypes,
      VersioningBehavior versioningBehavior) {
    this.failureExceptionTypes = failureExceptionTypes;
    this.versioningBehavior = versioningBehavior;
  }

  /// No exceptions but failures fail the workflow, and the worker's default of versioning holds.
  public static DynamicWorkflowConfig defaults() {
    return DEFAULTS;
  }

  /// Exceptions that fail the workflow and not only its task, besides failures.
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final DynamicWorkflowConfig withFailureExceptionTypes(
      Class<? extends Throwable>... types) {
    return new DynamicWorkflowConfig(Set.of(types), versioningBehavior);
  }

  /// What a new version of the worker's deployment means to the run.
  public DynamicWorkflowConfig withVersioningBehavior(VersioningBehavior behavior) {
    return new DynamicWorkflowConfig(failureExceptionTypes, behavior);
  }

  /// Exceptions that fail the workflow and not only its task, besides failures.
  public Set<Class<? extends Throwable>> failureExceptionTypes() {
    return failureExceptionTypes;
  }

  /// What a new version of the worker's deployment means to the run.
  public VersioningBehavior versioningBehavior() {
    return versioningBehavior;
  }
}

package dev.perdure.failure;

import dev.perdure.common.Details;
import dev.perdure.common.PerdureException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why a workflow, an activity or a child workflow failed. Failures travel: one that came from
/// another process has that process's message and stack trace.
///
/// Java's serialization, as some test runners use it, keeps all but details and the form that came
/// over the wire.
///
/// In a `switch` over its subclasses keep a `default`: kinds that a later server adds arrive as
/// [OtherFailure].
public abstract sealed class Failure extends PerdureException
    permits ActivityFailure,
        ApplicationFailure,
        CancelledFailure,
        ChildWorkflowFailure,
        OtherFailure,
        ServerFailure,
        TerminatedFailure,
        TimeoutFailure,
        WorkflowAlreadyStartedFailure {

  /// What every failure has: the message, the cause, and the form in which it came over the wire,
  /// null for a failure that was made here.
  public record Origin(
      String message,
      @Nullable Throwable cause,
      io.temporal.api.failure.v1.@Nullable Failure wire) {

    /// A failure made here.
    public static Origin here(String message, @Nullable Throwable cause) {
      return new Origin(message, cause, null);
    }
  }

  private final transient io.temporal.api.failure.v1.@Nullable Failure wire;

  Failure(Origin origin) {
    super(origin.message, origin.cause);
    this.wire = origin.wire;
  }

  /// The message as it travels.
  @Override
  public final String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "");
  }

  /// The form in which the failure came over the wire; null when it was made here. Passing the
  /// failure on sends this form unchanged.
  public final io.temporal.api.failure.v1.@Nullable Failure wire() {
    return wire;
  }

  /// The reason below the layers that only say where it happened: for an activity failure the
  /// failure of the activity itself, for a child workflow that of the child or of its activity, and
  /// so on. For all others the failure itself.
  public Failure reason() {
    return this;
  }

  /// What a log should show beside the message; empty for nothing.
  String remark() {
    return "";
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message itself must travel unchanged
  public final String toString() {
    String remark = remark();
    return getClass().getName()
        + ": "
        + getMessage()
        + (remark.isEmpty() ? "" : " (" + remark + ")");
  }

  /// None after Java's serialization.
  static Details orNone(@Nullable Details details) {
    return details == null ? Details.none() : details;
  }

  final Failure reasonOfCause() {
    return getCause() instanceof Failure cause ? cause.reason() : this;
  }
}

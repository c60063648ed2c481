package dev.perdure.engine.update;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.update.UpdateFate.Dropped;
import dev.perdure.engine.update.UpdateFate.Failed;
import dev.perdure.engine.update.UpdateFate.Impossible;
import dev.perdure.engine.update.UpdateFate.In;
import dev.perdure.engine.update.UpdateFate.Refused;
import io.temporal.api.errordetails.v1.WorkflowNotReadyFailure;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;

/// The one table of what becomes of updates. It is printed as text beside its test.
public final class UpdateLifecycle {
  static final Failure UNPROCESSED =
      failure(
          "UnprocessedUpdate",
          "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow"
              + " Update is not supported by the worker.");

  static final Failure CLOSED_TOO_EARLY =
      failure(
          "AcceptedUpdateCompletedWorkflow",
          "Workflow Update failed because the Workflow completed before the Update completed.");

  private static final Rejection BAD_ANSWER =
      new Rejection(
          Rejection.Code.FAILED_PRECONDITION,
          "Unable to perform workflow execution update due to unexpected workflow task failure.",
          WorkflowNotReadyFailure.getDefaultInstance());

  /// The caller asks again, and the update begins anew.
  public static final Rejection LOST =
      new Rejection(Rejection.Code.UNAVAILABLE, "workflow update was aborted", null);

  static final Rejection CLOSING =
      Rejection.busyWorkflow("workflow operation can not be applied because workflow is closing");

  /// The run closed before it accepted the update.
  public static final Rejection CLOSED =
      Rejection.notFound("workflow update was aborted by closing workflow");

  private UpdateLifecycle() {}

  /// What becomes of an update in this stage.
  public static UpdateFate fate(UpdateStage stage, UpdateHappening happening) {
    return switch (happening) {
      case TASK_STARTED -> new In(stage == UpdateStage.ADMITTED ? UpdateStage.SENT : stage);
      // A worker may know an update that the server has forgotten and was told of again.
      case ACCEPTANCE -> isWaiting(stage) ? new In(UpdateStage.ACCEPTED) : new Impossible();
      case REJECTION -> isWaiting(stage) ? new Refused() : new Impossible();
      case RESPONSE ->
          stage == UpdateStage.ACCEPTED ? new In(UpdateStage.COMPLETED) : new Impossible();
      case TASK_COMPLETED -> stage == UpdateStage.SENT ? new Failed(UNPROCESSED) : new In(stage);
      case BAD_ANSWER -> stage == UpdateStage.SENT ? new Dropped(BAD_ANSWER) : new In(stage);
      case TASK_LOST -> new In(stage);
      case RUN_CLOSED -> closed(stage, CLOSED);
      case RUN_CONTINUED -> closed(stage, CLOSING);
      case CRASH -> isWaiting(stage) ? new Dropped(LOST) : new In(stage);
    };
  }

  /// An accepted update gets an outcome, since its caller was promised one.
  private static UpdateFate closed(UpdateStage stage, Rejection rejection) {
    return switch (stage) {
      case ADMITTED, SENT -> new Dropped(rejection);
      case ACCEPTED -> new Failed(CLOSED_TOO_EARLY);
      case COMPLETED -> new In(stage);
    };
  }

  private static boolean isWaiting(UpdateStage stage) {
    return stage == UpdateStage.ADMITTED || stage == UpdateStage.SENT;
  }

  private static Failure failure(String type, String message) {
    return Failure.newBuilder()
        .setMessage(message)
        .setSource("Server")
        .setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder().setType(type).setNonRetryable(true))
        .build();
  }
}

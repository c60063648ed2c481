package dev.perdure.internal.replay;

import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.SuggestContinueAsNewReason;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of workflow code: all jobs are applied, then the code runs until it waits.
///
/// @param replaying whether it happened before, so that its commands are only compared
/// @param time the workflow's time
/// @param historyLength the number of events up to here
/// @param historySize their size in bytes as the server measures it
/// @param suggestContinueAsNew whether the server finds the history long
/// @param reasons why it does
/// @param targetVersionChanged whether the version that new runs get is another one than before
/// @param version which version of the code completed the workflow task when it was done before;
///   null for a workflow task that is not done yet
/// @param jobs what happened, in the order in which it is applied
public record Activation(
    boolean replaying,
    Timestamp time,
    long historyLength,
    long historySize,
    boolean suggestContinueAsNew,
    List<SuggestContinueAsNewReason> reasons,
    boolean targetVersionChanged,
    @Nullable Version version,
    List<Job> jobs) {
  /// A version of a worker's code.
  ///
  /// @param deploymentName the deployment that it is a version of; empty for none
  /// @param buildId the version; empty when it is not known
  public record Version(String deploymentName, String buildId) {
    @SuppressWarnings("deprecation") // workers without a deployment have only the older fields
    static Version of(WorkflowTaskCompletedEventAttributes completed) {
      if (completed.hasDeploymentVersion()) {
        var version = completed.getDeploymentVersion();
        return new Version(version.getDeploymentName(), version.getBuildId());
      }
      String buildId = completed.getWorkerVersion().getBuildId();
      return new Version("", buildId.isEmpty() ? completed.getBinaryChecksum() : buildId);
    }
  }

  /// The same for keeping, without what is done with.
  public Activation withoutJobs() {
    return new Activation(
        replaying,
        time,
        historyLength,
        historySize,
        suggestContinueAsNew,
        reasons,
        targetVersionChanged,
        version,
        List.of());
  }
}

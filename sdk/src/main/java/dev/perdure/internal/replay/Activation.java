package dev.perdure.internal.replay;

import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.SuggestContinueAsNewReason;
import java.util.List;

/// One step of workflow code: all jobs are applied, then the code runs until it waits.
///
/// @param replaying whether it happened before, so that its commands are only compared
/// @param time the workflow's time
/// @param historyLength the number of events up to here
/// @param historySize their size in bytes as the server measures it
/// @param suggestContinueAsNew whether the server finds the history long
/// @param reasons why it does
/// @param targetVersionChanged whether the version that new runs get is another one than before
/// @param jobs what happened, in the order in which it is applied
public record Activation(
    boolean replaying,
    Timestamp time,
    long historyLength,
    long historySize,
    boolean suggestContinueAsNew,
    List<SuggestContinueAsNewReason> reasons,
    boolean targetVersionChanged,
    List<Job> jobs) {

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
        List.of());
  }
}

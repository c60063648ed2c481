package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.client.StandaloneActivityOutboundCalls.CancelActivityInput;
import dev.perdure.client.StandaloneActivityOutboundCalls.DescribeActivityInput;
import dev.perdure.client.StandaloneActivityOutboundCalls.GetActivityResultInput;
import dev.perdure.client.StandaloneActivityOutboundCalls.TerminateActivityInput;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One standalone activity, seen from outside: to wait for its result, to describe, cancel or
/// terminate it. Any number of threads may use a handle.
///
/// All methods throw [ActivityNotFoundException] when there is no such activity, and [RpcException]
/// when the server cannot be reached or does not offer standalone activities.
///
/// @param <R> the type of its result
public final class ActivityHandle<R extends @Nullable Object> {
  private final ClientOutboundCalls calls;
  private final String id;
  private final @Nullable String runId;
  private final Type resultType;

  ActivityHandle(ClientOutboundCalls calls, String id, @Nullable String runId, Type resultType) {
    this.calls = calls;
    this.id = id;
    this.runId = runId;
    this.resultType = resultType;
  }

  /// The activity's id.
  public String id() {
    return id;
  }

  /// The run that is meant: the one that was started; null for the latest.
  public @Nullable String runId() {
    return runId;
  }

  /// A handle for one run of this activity: an id may be used again.
  public ActivityHandle<R> withRunId(String runId) {
    return new ActivityHandle<>(calls, id, runId, resultType);
  }

  /// Waits for the activity's result, through all its attempts. The wait has no limit and outlasts
  /// a server that is away for a while.
  ///
  /// @throws ActivityFailedException when it failed, timed out, was cancelled or terminated
  @SuppressWarnings({"unchecked", "NullAway"}) // R is the result type of the activity's method
  public R result() {
    return (R) calls.getActivityResult(new GetActivityResultInput(id, runId, resultType));
  }

  /// As [#result], without holding a thread.
  @SuppressWarnings("unchecked") // R is the result type of the activity's method
  public CompletableFuture<R> resultAsync() {
    return (CompletableFuture<R>)
        calls.getActivityResultAsync(new GetActivityResultInput(id, runId, resultType));
  }

  /// Requests that the activity be cancelled. While a worker runs it, it learns so by the answer to
  /// its next heartbeat and decides what to do; without heartbeats it goes on.
  public void cancel() {
    cancel("");
  }

  /// As [#cancel()].
  ///
  /// @param reason why, for people
  public void cancel(String reason) {
    calls.cancelActivity(new CancelActivityInput(id, runId, reason));
  }

  /// Closes the activity at once. Its code cannot do anything about it: what runs is to stop at its
  /// next heartbeat.
  ///
  /// @param reason why, for people
  public void terminate(String reason) {
    calls.terminateActivity(new TerminateActivityInput(id, runId, reason));
  }

  /// What the server knows of it.
  public ActivityExecutionDescription describe() {
    return calls.describeActivity(new DescribeActivityInput(id, runId, ByteString.EMPTY));
  }

  /// Waits until the activity is not as it was described any more, and describes it; at once when
  /// it was closed already. Of several changes only the latest is seen.
  ///
  /// @param known how it was
  public ActivityExecutionDescription describe(ActivityExecutionDescription known) {
    boolean isOpen = known.closeTime() == null; // else nothing changes any more
    return calls.describeActivity(
        new DescribeActivityInput(
            id, known.activityRunId(), isOpen ? known.longPollToken() : ByteString.EMPTY));
  }

  @Override
  public String toString() {
    return "activity " + id;
  }
}

package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.client.ClientOutboundCalls.CompleteAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.FailAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.HeartbeatAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.ReportCancellationAsyncActivityInput;
import dev.perdure.converter.SerializationContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An activity whose outcome comes from outside of its worker, after its method ended with
/// [dev.perdure.activity.Activity#completeAsync()]. Any process may hold such a handle.
///
/// All methods throw [AsyncActivityNotFoundException] when the server does not wait for this
/// attempt any more, and [RpcException] when it cannot be reached.
public final class AsyncActivityHandle {
  private final WorkflowCalls calls;
  private final Target target;

  AsyncActivityHandle(WorkflowCalls calls, Target target) {
    this.calls = calls;
    this.target = target;
  }

  /// Which activity is meant.
  public sealed interface Target {
    /// To whom the payloads belong, as converters and codecs are told; null for what the target
    /// says itself.
    @Nullable SerializationContext context();

    /// One attempt.
    record Token(ByteString token, @Nullable SerializationContext context) implements Target {}

    /// The attempt that runs; the latest run where no run id is given.
    ///
    /// @param workflowId null for a standalone activity: then the run id is its own
    record Id(
        @Nullable String workflowId,
        @Nullable String runId,
        String activityId,
        @Nullable SerializationContext context)
        implements Target {}
  }

  /// A handle whose payloads belong to whom the context says: for converters and codecs that want
  /// to know more than a task token or ids tell.
  public AsyncActivityHandle withContext(SerializationContext context) {
    return new AsyncActivityHandle(
        calls,
        switch (target) {
          case Target.Token(var token, _) -> new Target.Token(token, context);
          case Target.Id(var workflowId, var runId, var activityId, _) ->
              new Target.Id(workflowId, runId, activityId, context);
        });
  }

  /// Reports that the activity is alive, with details that the next attempt can read. It is sent at
  /// once: there is no throttling here.
  ///
  /// @throws AsyncActivityCancelledException when the activity is to stop. Its details say why
  public void heartbeat(@Nullable Object... details) {
    calls
        .outbound()
        .heartbeatAsyncActivity(new HeartbeatAsyncActivityInput(target, Arrays.asList(details)));
  }

  /// Completes the activity without a result.
  public void complete() {
    complete(null);
  }

  /// Completes the activity with a result.
  public void complete(@Nullable Object result) {
    calls.outbound().completeAsyncActivity(new CompleteAsyncActivityInput(target, result));
  }

  /// Fails this attempt; whether there is another one is decided by the retry policy.
  ///
  /// @param lastHeartbeatDetails what the next attempt can read as the details of the last
  ///   heartbeat; those of the heartbeat before when none are given
  public void fail(Throwable failure, @Nullable Object... lastHeartbeatDetails) {
    calls
        .outbound()
        .failAsyncActivity(
            new FailAsyncActivityInput(target, failure, Arrays.asList(lastHeartbeatDetails)));
  }

  /// Says that the activity has stopped because that was requested, with details for the workflow.
  public void reportCancellation(@Nullable Object... details) {
    calls
        .outbound()
        .reportCancellationAsyncActivity(
            new ReportCancellationAsyncActivityInput(target, Arrays.asList(details)));
  }
}

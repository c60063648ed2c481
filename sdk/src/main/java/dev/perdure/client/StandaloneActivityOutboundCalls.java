package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.common.CallInput;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The part of [ClientOutboundCalls] that is about standalone activities, which no workflow
/// schedules. In all inputs a null `activityRunId` means the latest run.
public interface StandaloneActivityOutboundCalls {
  /// Who is called by the methods that are not overridden.
  ClientOutboundCalls next();

  /// Starts an activity. The handle has the type that the input names.
  default ActivityHandle<?> startActivity(StartActivityInput input) {
    return next().startActivity(input);
  }

  /// Waits for what came of an activity. The result is of the type that the input names.
  default @Nullable Object getActivityResult(GetActivityResultInput input) {
    return next().getActivityResult(input);
  }

  /// As [#getActivityResult], without holding a thread.
  default CompletableFuture<@Nullable Object> getActivityResultAsync(GetActivityResultInput input) {
    return next().getActivityResultAsync(input);
  }

  /// Requests that an activity be cancelled.
  default void cancelActivity(CancelActivityInput input) {
    next().cancelActivity(input);
  }

  /// Closes an activity at once.
  default void terminateActivity(TerminateActivityInput input) {
    next().terminateActivity(input);
  }

  /// Asks the server about an activity.
  default ActivityExecutionDescription describeActivity(DescribeActivityInput input) {
    return next().describeActivity(input);
  }

  /// Reads a page of a list of activities.
  default PagedList.Page<ActivityExecution> listActivities(ListActivitiesInput input) {
    return next().listActivities(input);
  }

  /// Counts activities.
  default ActivityExecutionCount countActivities(CountActivitiesInput input) {
    return next().countActivities(input);
  }

  /// The input of [#startActivity].
  record StartActivityInput(
      String activityType,
      StartActivityOptions options,
      List<@Nullable Object> arguments,
      Type resultType,
      Map<String, Payload> headers)
      implements CallInput<StartActivityInput> {
    /// The same with other options.
    public StartActivityInput withOptions(StartActivityOptions options) {
      return new StartActivityInput(activityType, options, arguments, resultType, headers);
    }

    @Override
    public StartActivityInput withArguments(List<@Nullable Object> arguments) {
      return new StartActivityInput(activityType, options, arguments, resultType, headers);
    }

    @Override
    public StartActivityInput withHeaders(Map<String, Payload> headers) {
      return new StartActivityInput(activityType, options, arguments, resultType, headers);
    }
  }

  /// The input of [#getActivityResult] and [#getActivityResultAsync].
  record GetActivityResultInput(
      String activityId, @Nullable String activityRunId, Type resultType) {}

  /// The input of [#cancelActivity].
  ///
  /// @param reason why, for people; may be empty
  record CancelActivityInput(String activityId, @Nullable String activityRunId, String reason) {}

  /// The input of [#terminateActivity].
  ///
  /// @param reason why, for people; may be empty
  record TerminateActivityInput(String activityId, @Nullable String activityRunId, String reason) {}

  /// The input of [#describeActivity].
  ///
  /// @param longPollToken the state that is known already, whose change is waited for; empty for
  ///   none
  record DescribeActivityInput(
      String activityId, @Nullable String activityRunId, ByteString longPollToken) {}

  /// The input of [#listActivities].
  ///
  /// @param query what the activities must be like; empty for all
  /// @param pageSize how many at most
  /// @param pageToken what asks for the page; empty for the first
  record ListActivitiesInput(String query, int pageSize, ByteString pageToken) {}

  /// The input of [#countActivities].
  ///
  /// @param query what the activities must be like; empty for all
  record CountActivitiesInput(String query) {}
}

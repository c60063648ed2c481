package dev.perdure.testing;

import com.google.protobuf.ByteString;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.common.Details;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes what an activity in an [ActivityEnvironment] is told about itself: the first attempt of an
/// activity `test` of type `unknown` in a workflow `test`, with timeouts of a second, unless it is
/// said otherwise.
public final class ActivityInfoBuilder {
  private String activityId = "test";
  private String activityType = "unknown";
  private int attempt = 1;
  private Details heartbeatDetails = Details.none();
  private String namespace = "default";
  private String taskQueue = "test";
  private ByteString taskToken = ByteString.copyFromUtf8("test");
  private @Nullable String workflowId = "test";
  private @Nullable String workflowRunId = "test-run";
  private @Nullable String workflowType = "test";
  private @Nullable String activityRunId;
  private boolean isLocal;
  private Instant scheduledTime = Instant.EPOCH;
  private Instant currentAttemptScheduledTime = Instant.EPOCH;
  private Instant startedTime = Instant.EPOCH;
  private Duration scheduleToCloseTimeout = Duration.ofSeconds(1);
  private Duration startToCloseTimeout = Duration.ofSeconds(1);
  private Duration heartbeatTimeout = Duration.ZERO;
  private @Nullable RetryPolicy retryPolicy;
  private Priority priority = Priority.defaults();

  private record Described(
      String activityId,
      String activityType,
      int attempt,
      Details heartbeatDetails,
      String namespace,
      String taskQueue,
      ByteString token,
      Optional<String> workflowId,
      Optional<String> workflowRunId,
      Optional<String> workflowType,
      Optional<String> activityRunId,
      boolean isLocal,
      Instant scheduledTime,
      Instant currentAttemptScheduledTime,
      Instant startedTime,
      Duration scheduleToCloseTimeout,
      Duration startToCloseTimeout,
      Duration heartbeatTimeout,
      Optional<RetryPolicy> retryPolicy,
      Priority priority)
      implements ActivityInfo {
    @Override
    public byte[] taskToken() {
      return token.toByteArray();
    }
  }

  /// The info as it was described so far.
  public ActivityInfo build() {
    return new Described(
        activityId,
        activityType,
        attempt,
        heartbeatDetails,
        namespace,
        taskQueue,
        taskToken,
        Optional.ofNullable(workflowId),
        Optional.ofNullable(workflowRunId),
        Optional.ofNullable(workflowType),
        Optional.ofNullable(activityRunId),
        isLocal,
        scheduledTime,
        currentAttemptScheduledTime,
        startedTime,
        scheduleToCloseTimeout,
        startToCloseTimeout,
        heartbeatTimeout,
        Optional.ofNullable(retryPolicy),
        priority);
  }

  /// The activity's id.
  public ActivityInfoBuilder activityId(String id) {
    activityId = id;
    return this;
  }

  /// The activity type's name.
  public ActivityInfoBuilder activityType(String type) {
    activityType = type;
    return this;
  }

  /// The number of the attempt, from 1.
  public ActivityInfoBuilder attempt(int number) {
    attempt = number;
    return this;
  }

  /// What the last heartbeat of an earlier attempt said.
  public ActivityInfoBuilder heartbeatDetails(@Nullable Object... details) {
    heartbeatDetails = Details.of(details);
    return this;
  }

  /// The namespace.
  public ActivityInfoBuilder namespace(String name) {
    namespace = name;
    return this;
  }

  /// The task queue.
  public ActivityInfoBuilder taskQueue(String name) {
    taskQueue = name;
    return this;
  }

  /// The token by which the attempt can be completed from elsewhere.
  public ActivityInfoBuilder taskToken(byte[] token) {
    taskToken = ByteString.copyFrom(token);
    return this;
  }

  /// The workflow that scheduled the activity.
  public ActivityInfoBuilder workflow(String id, String runId, String type) {
    workflowId = id;
    workflowRunId = runId;
    workflowType = type;
    activityRunId = null;
    return this;
  }

  /// The run id of a standalone activity, which no workflow has scheduled.
  public ActivityInfoBuilder standalone(String runId) {
    workflowId = null;
    workflowRunId = null;
    workflowType = null;
    activityRunId = runId;
    return this;
  }

  /// Whether it is a local activity.
  public ActivityInfoBuilder local(boolean local) {
    isLocal = local;
    return this;
  }

  /// When the first attempt was scheduled.
  public ActivityInfoBuilder scheduledTime(Instant time) {
    scheduledTime = time;
    return this;
  }

  /// When the attempt was scheduled.
  public ActivityInfoBuilder currentAttemptScheduledTime(Instant time) {
    currentAttemptScheduledTime = time;
    return this;
  }

  /// When the attempt was given to a worker.
  public ActivityInfoBuilder startedTime(Instant time) {
    startedTime = time;
    return this;
  }

  /// The time allowed over all attempts. It is only told, not kept.
  public ActivityInfoBuilder scheduleToCloseTimeout(Duration timeout) {
    scheduleToCloseTimeout = timeout;
    return this;
  }

  /// The time allowed to one attempt. It is only told, not kept.
  public ActivityInfoBuilder startToCloseTimeout(Duration timeout) {
    startToCloseTimeout = timeout;
    return this;
  }

  /// The time allowed between heartbeats. It is only told, not kept.
  public ActivityInfoBuilder heartbeatTimeout(Duration timeout) {
    heartbeatTimeout = timeout;
    return this;
  }

  /// How the activity is tried again.
  public ActivityInfoBuilder retryPolicy(RetryPolicy policy) {
    retryPolicy = policy;
    return this;
  }

  /// The order of its tasks among those of the task queue.
  public ActivityInfoBuilder priority(Priority value) {
    priority = value;
    return this;
  }
}

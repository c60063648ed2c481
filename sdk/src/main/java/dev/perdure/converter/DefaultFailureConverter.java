package dev.perdure.converter;

import dev.perdure.common.Details;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failure.Origin;
import dev.perdure.failure.FailureType;
import dev.perdure.failure.OtherFailure;
import dev.perdure.failure.RetryState;
import dev.perdure.failure.ServerFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.failure.TimeoutType;
import dev.perdure.failure.WorkflowAlreadyStartedFailure;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.enums.v1.ApplicationErrorCategory;
import io.temporal.api.failure.v1.ActivityFailureInfo;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.ChildWorkflowExecutionFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.ServerFailureInfo;
import io.temporal.api.failure.v1.TerminatedFailureInfo;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Failures as the SDKs of other languages write them. An exception that is not a failure becomes
/// an application failure whose type is the simple name of its class; a failure that came over the
/// wire is passed on as it came.
public final class DefaultFailureConverter implements FailureConverter {
  /// More causes than any real failure has; a longer chain is cut.
  private static final int CAUSES_MAX = 64;

  private static final String RETRY_STATE = "RETRY_STATE_";
  private static final String TIMEOUT_TYPE = "TIMEOUT_TYPE_";
  private static final String HIDDEN_MESSAGE = "Encoded failure";

  private final boolean encodeAttributes;

  /// Writes messages and stack traces in clear.
  public DefaultFailureConverter() {
    this(false);
  }

  private DefaultFailureConverter(boolean encodeAttributes) {
    this.encodeAttributes = encodeAttributes;
  }

  /// Writes messages and stack traces as a payload, so that a codec can encrypt them.
  public static DefaultFailureConverter encodingAttributes() {
    return new DefaultFailureConverter(true);
  }

  @Override
  public Failure encode(Throwable exception, PayloadConverter payloads) {
    return encode(exception, payloads, CAUSES_MAX);
  }

  private Failure encode(Throwable exception, PayloadConverter payloads, int causesLeft) {
    if (exception instanceof dev.perdure.failure.Failure failure && failure.wire() != null) {
      return failure.wire();
    }
    Failure.Builder result = Failure.newBuilder();
    encodeText(exception, payloads, result);
    Throwable cause = exception.getCause();
    if (cause != null && causesLeft > 0) {
      result.setCause(encode(cause, payloads, causesLeft - 1));
    }
    switch (exception) {
      case dev.perdure.failure.Failure failure -> encodeInfo(failure, payloads, result);
      default ->
          result.setApplicationFailureInfo(
              ApplicationFailureInfo.newBuilder().setType(typeOf(exception.getClass())));
    }
    return result.build();
  }

  private void encodeText(Throwable exception, PayloadConverter payloads, Failure.Builder result) {
    String message = exception.getMessage() == null ? "" : exception.getMessage();
    String stackTrace = StackTraces.print(exception);
    if (encodeAttributes) {
      result
          .setMessage(HIDDEN_MESSAGE)
          .setEncodedAttributes(
              payloads.encode(Map.of("message", message, "stack_trace", stackTrace)));
    } else {
      result.setMessage(message).setStackTrace(stackTrace);
    }
  }

  private static String typeOf(Class<?> type) {
    FailureType named = type.getAnnotation(FailureType.class);
    if (named != null) {
      return named.value();
    }
    Class<?> parent = type.getSuperclass();
    return type.isAnonymousClass() && parent != null ? typeOf(parent) : type.getSimpleName();
  }

  private static void encodeInfo(
      dev.perdure.failure.Failure failure, PayloadConverter payloads, Failure.Builder result) {
    switch (failure) {
      case ApplicationFailure f -> result.setApplicationFailureInfo(application(f, payloads));
      case ActivityFailure f -> result.setActivityFailureInfo(activity(f.attributes()));
      case ChildWorkflowFailure f ->
          result.setChildWorkflowExecutionFailureInfo(child(f.attributes()));
      case CancelledFailure f -> {
        var info = CanceledFailureInfo.newBuilder();
        if (!f.details().isEmpty()) {
          info.setDetails(EncodedDetails.encode(f.details(), payloads));
        }
        result.setCanceledFailureInfo(info);
      }
      case TimeoutFailure f -> {
        var info =
            TimeoutFailureInfo.newBuilder()
                .setTimeoutType(
                    Wire.constant(
                        io.temporal.api.enums.v1.TimeoutType.class, TIMEOUT_TYPE, f.type()));
        if (!f.lastHeartbeatDetails().isEmpty()) {
          info.setLastHeartbeatDetails(EncodedDetails.encode(f.lastHeartbeatDetails(), payloads));
        }
        result.setTimeoutFailureInfo(info);
      }
      case TerminatedFailure _ ->
          result.setTerminatedFailureInfo(TerminatedFailureInfo.getDefaultInstance());
      case ServerFailure f ->
          result.setServerFailureInfo(
              ServerFailureInfo.newBuilder().setNonRetryable(f.nonRetryable()));
      case WorkflowAlreadyStartedFailure _ ->
          result.setApplicationFailureInfo(
              ApplicationFailureInfo.newBuilder().setType("WorkflowAlreadyStarted"));
      case OtherFailure _ -> {} // it came over the wire and is passed on as it came
    }
  }

  private static ApplicationFailureInfo.Builder application(
      ApplicationFailure failure, PayloadConverter payloads) {
    var info =
        ApplicationFailureInfo.newBuilder()
            .setType(failure.type())
            .setNonRetryable(failure.nonRetryable());
    if (!failure.details().isEmpty()) {
      info.setDetails(EncodedDetails.encode(failure.details(), payloads));
    }
    if (failure.nextRetryDelay() != null) {
      info.setNextRetryDelay(Wire.duration(failure.nextRetryDelay()));
    }
    if (failure.category() == ApplicationFailure.Category.BENIGN) {
      info.setCategory(ApplicationErrorCategory.APPLICATION_ERROR_CATEGORY_BENIGN);
    }
    return info;
  }

  private static ActivityFailureInfo.Builder activity(ActivityFailure.Attributes activity) {
    var info =
        ActivityFailureInfo.newBuilder()
            .setActivityId(activity.activityId())
            .setIdentity(activity.identity())
            .setScheduledEventId(activity.scheduledEventId())
            .setStartedEventId(activity.startedEventId())
            .setRetryState(retryState(activity.retryState()));
    info.getActivityTypeBuilder().setName(activity.activityType());
    return info;
  }

  private static ChildWorkflowExecutionFailureInfo.Builder child(
      ChildWorkflowFailure.Attributes child) {
    var info =
        ChildWorkflowExecutionFailureInfo.newBuilder()
            .setNamespace(child.namespace())
            .setInitiatedEventId(child.initiatedEventId())
            .setStartedEventId(child.startedEventId())
            .setRetryState(retryState(child.retryState()));
    info.getWorkflowTypeBuilder().setName(child.workflowType());
    info.getWorkflowExecutionBuilder().setWorkflowId(child.workflowId()).setRunId(child.runId());
    return info;
  }

  @Override
  public dev.perdure.failure.Failure decode(Failure failure, PayloadConverter payloads) {
    Throwable cause = failure.hasCause() ? decode(failure.getCause(), payloads) : null;
    String message = failure.getMessage();
    String stackTrace = failure.getStackTrace();
    if (failure.hasEncodedAttributes()
        && decodeAttributes(failure, payloads) instanceof Map<?, ?> attributes) {
      message = textOr(message, attributes.get("message"));
      stackTrace = textOr(stackTrace, attributes.get("stack_trace"));
    }
    var origin = new Origin(message.isEmpty() ? defaultMessage(failure) : message, cause, failure);
    dev.perdure.failure.Failure result = decode(failure, origin, payloads);
    result.setStackTrace(StackTraces.parse(stackTrace));
    return result;
  }

  /// Best effort: another process may hide what this one cannot read.
  private static @Nullable Object decodeAttributes(Failure failure, PayloadConverter payloads) {
    try {
      return payloads.decode(failure.getEncodedAttributes(), Map.class);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static String textOr(String otherwise, @Nullable Object value) {
    return value instanceof String text ? text : otherwise;
  }

  private static dev.perdure.failure.Failure decode(
      Failure failure, Origin origin, PayloadConverter payloads) {
    return switch (failure.getFailureInfoCase()) {
      case APPLICATION_FAILURE_INFO ->
          new ApplicationFailure(
              origin, application(failure.getApplicationFailureInfo(), payloads));
      case ACTIVITY_FAILURE_INFO ->
          new ActivityFailure(origin, activity(failure.getActivityFailureInfo()));
      case CHILD_WORKFLOW_EXECUTION_FAILURE_INFO ->
          new ChildWorkflowFailure(origin, child(failure.getChildWorkflowExecutionFailureInfo()));
      case CANCELED_FAILURE_INFO ->
          new CancelledFailure(
              origin, EncodedDetails.of(failure.getCanceledFailureInfo().getDetails(), payloads));
      case TIMEOUT_FAILURE_INFO ->
          new TimeoutFailure(
              origin,
              Wire.constant(
                  failure.getTimeoutFailureInfo().getTimeoutType(),
                  TIMEOUT_TYPE,
                  TimeoutType.UNSPECIFIED),
              EncodedDetails.of(
                  failure.getTimeoutFailureInfo().getLastHeartbeatDetails(), payloads));
      case TERMINATED_FAILURE_INFO -> new TerminatedFailure(origin, Details.none());
      case SERVER_FAILURE_INFO ->
          new ServerFailure(origin, failure.getServerFailureInfo().getNonRetryable());
      default -> new OtherFailure(origin);
    };
  }

  private static ApplicationFailure.Attributes application(
      ApplicationFailureInfo info, PayloadConverter payloads) {
    return new ApplicationFailure.Attributes(
        info.getType(),
        info.getNonRetryable(),
        EncodedDetails.of(info.getDetails(), payloads),
        info.hasNextRetryDelay() ? Wire.duration(info.getNextRetryDelay()) : null,
        info.getCategory() == ApplicationErrorCategory.APPLICATION_ERROR_CATEGORY_BENIGN
            ? ApplicationFailure.Category.BENIGN
            : ApplicationFailure.Category.UNSPECIFIED);
  }

  private static ActivityFailure.Attributes activity(ActivityFailureInfo info) {
    return new ActivityFailure.Attributes(
        info.getActivityType().getName(),
        info.getActivityId(),
        info.getIdentity(),
        info.getScheduledEventId(),
        info.getStartedEventId(),
        Wire.constant(info.getRetryState(), RETRY_STATE, RetryState.UNSPECIFIED));
  }

  private static ChildWorkflowFailure.Attributes child(ChildWorkflowExecutionFailureInfo info) {
    return new ChildWorkflowFailure.Attributes(
        info.getNamespace(),
        info.getWorkflowExecution().getWorkflowId(),
        info.getWorkflowExecution().getRunId(),
        info.getWorkflowType().getName(),
        info.getInitiatedEventId(),
        info.getStartedEventId(),
        Wire.constant(info.getRetryState(), RETRY_STATE, RetryState.UNSPECIFIED));
  }

  private static io.temporal.api.enums.v1.RetryState retryState(RetryState ours) {
    return Wire.constant(io.temporal.api.enums.v1.RetryState.class, RETRY_STATE, ours);
  }

  private static String defaultMessage(Failure failure) {
    return switch (failure.getFailureInfoCase()) {
      case APPLICATION_FAILURE_INFO -> "Application error";
      case TIMEOUT_FAILURE_INFO -> "Timeout";
      case CANCELED_FAILURE_INFO -> "Cancelled";
      case TERMINATED_FAILURE_INFO -> "Terminated";
      case SERVER_FAILURE_INFO -> "Server error";
      case ACTIVITY_FAILURE_INFO -> "Activity error";
      case CHILD_WORKFLOW_EXECUTION_FAILURE_INFO -> "Child workflow error";
      case NEXUS_OPERATION_EXECUTION_FAILURE_INFO -> "Nexus operation error";
      case NEXUS_HANDLER_FAILURE_INFO -> "Nexus handler error";
      default -> "Failure error";
    };
  }
}

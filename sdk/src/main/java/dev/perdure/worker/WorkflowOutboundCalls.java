package dev.perdure.worker;

import dev.perdure.common.CallInput;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.ChildWorkflowHandle;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.ContinueAsNewOptions;
import dev.perdure.workflow.LocalActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.WorkflowInfo;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one run of a workflow asks for. An interceptor implements what it is interested in; all
/// else goes to [#next]. It is workflow code: what it does must be the same in replay.
///
/// Promises are of the types that the inputs name.
public interface WorkflowOutboundCalls {
  /// Who is called by the methods that are not overridden.
  WorkflowOutboundCalls next();

  /// What the workflow sees of itself.
  default WorkflowInfo info() {
    return next().info();
  }

  /// Starts an activity.
  default Promise<?> startActivity(StartActivityInput input) {
    return next().startActivity(input);
  }

  /// Starts a child workflow, and waits until it has started. The options have its id.
  default ChildWorkflowHandle<?, ?> startChildWorkflow(StartChildWorkflowInput input) {
    return next().startChildWorkflow(input);
  }

  /// Sends a signal to a child, and waits until the child has got it.
  default void signalChildWorkflow(SignalChildWorkflowInput input) {
    next().signalChildWorkflow(input);
  }

  /// Sends a signal to another workflow, and waits until that has got it.
  default void signalExternalWorkflow(SignalExternalWorkflowInput input) {
    next().signalExternalWorkflow(input);
  }

  /// Requests another workflow's cancellation, and waits until it has the request.
  default void cancelExternalWorkflow(CancelExternalWorkflowInput input) {
    next().cancelExternalWorkflow(input);
  }

  /// Starts a local activity.
  default Promise<?> startLocalActivity(StartLocalActivityInput input) {
    return next().startLocalActivity(input);
  }

  /// Starts a durable timer: also for a sleep, and for a wait that ends after a time.
  default Promise<@Nullable Void> startTimer(StartTimerInput input) {
    return next().startTimer(input);
  }

  /// Ends the run and lets a new one begin. It does not return, but throws what must not be caught.
  default void continueAsNew(ContinueAsNewInput input) {
    next().continueAsNew(input);
  }

  /// The input of [#startActivity].
  record StartActivityInput(
      String activityType,
      Type resultType,
      ActivityOptions options,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<StartActivityInput> {
    /// The same with other options.
    public StartActivityInput withOptions(ActivityOptions options) {
      return new StartActivityInput(activityType, resultType, options, arguments, headers);
    }

    @Override
    public StartActivityInput withArguments(List<@Nullable Object> arguments) {
      return new StartActivityInput(activityType, resultType, options, arguments, headers);
    }

    @Override
    public StartActivityInput withHeaders(Map<String, Payload> headers) {
      return new StartActivityInput(activityType, resultType, options, arguments, headers);
    }
  }

  /// The input of [#startChildWorkflow].
  record StartChildWorkflowInput(
      String workflowType,
      Type resultType,
      ChildWorkflowOptions options,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<StartChildWorkflowInput> {
    /// The same with other options.
    public StartChildWorkflowInput withOptions(ChildWorkflowOptions options) {
      return new StartChildWorkflowInput(workflowType, resultType, options, arguments, headers);
    }

    @Override
    public StartChildWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new StartChildWorkflowInput(workflowType, resultType, options, arguments, headers);
    }

    @Override
    public StartChildWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new StartChildWorkflowInput(workflowType, resultType, options, arguments, headers);
    }
  }

  /// The input of [#signalChildWorkflow].
  record SignalChildWorkflowInput(
      String workflowId,
      String signalName,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<SignalChildWorkflowInput> {
    @Override
    public SignalChildWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new SignalChildWorkflowInput(workflowId, signalName, arguments, headers);
    }

    @Override
    public SignalChildWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new SignalChildWorkflowInput(workflowId, signalName, arguments, headers);
    }
  }

  /// The input of [#signalExternalWorkflow]. A null `runId` means the latest run.
  record SignalExternalWorkflowInput(
      String workflowId,
      @Nullable String runId,
      String signalName,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<SignalExternalWorkflowInput> {
    @Override
    public SignalExternalWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new SignalExternalWorkflowInput(workflowId, runId, signalName, arguments, headers);
    }

    @Override
    public SignalExternalWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new SignalExternalWorkflowInput(workflowId, runId, signalName, arguments, headers);
    }
  }

  /// The input of [#cancelExternalWorkflow]. A null `runId` means the latest run.
  record CancelExternalWorkflowInput(String workflowId, @Nullable String runId, String reason) {}

  /// The input of [#startLocalActivity].
  record StartLocalActivityInput(
      String activityType,
      Type resultType,
      LocalActivityOptions options,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<StartLocalActivityInput> {
    /// The same with other options.
    public StartLocalActivityInput withOptions(LocalActivityOptions options) {
      return new StartLocalActivityInput(activityType, resultType, options, arguments, headers);
    }

    @Override
    public StartLocalActivityInput withArguments(List<@Nullable Object> arguments) {
      return new StartLocalActivityInput(activityType, resultType, options, arguments, headers);
    }

    @Override
    public StartLocalActivityInput withHeaders(Map<String, Payload> headers) {
      return new StartLocalActivityInput(activityType, resultType, options, arguments, headers);
    }
  }

  /// The input of [#startTimer].
  ///
  /// @param duration how long it runs
  /// @param summary what user interfaces show; null for nothing
  record StartTimerInput(Duration duration, @Nullable String summary) {}

  /// The input of [#continueAsNew]. Its headers are those of this run, unless they are changed.
  record ContinueAsNewInput(
      String workflowType,
      ContinueAsNewOptions options,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers)
      implements CallInput<ContinueAsNewInput> {
    /// The same with other options.
    public ContinueAsNewInput withOptions(ContinueAsNewOptions options) {
      return new ContinueAsNewInput(workflowType, options, arguments, headers);
    }

    @Override
    public ContinueAsNewInput withArguments(List<@Nullable Object> arguments) {
      return new ContinueAsNewInput(workflowType, options, arguments, headers);
    }

    @Override
    public ContinueAsNewInput withHeaders(Map<String, Payload> headers) {
      return new ContinueAsNewInput(workflowType, options, arguments, headers);
    }
  }
}

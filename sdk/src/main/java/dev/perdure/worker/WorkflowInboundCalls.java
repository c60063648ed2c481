package dev.perdure.worker;

import dev.perdure.common.CallInput;
import io.temporal.api.common.v1.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What reaches one run of a workflow. An interceptor implements what it is interested in; all else
/// goes to [#next]. It is workflow code: `Workflow.info()` and all other verbs work, and what it
/// does must be the same in replay.
public interface WorkflowInboundCalls {
  /// Who is called by the methods that are not overridden.
  WorkflowInboundCalls next();

  /// Comes first, before the workflow's instance is made. To intercept what the workflow asks for,
  /// pass on what is called in place of `outbound`: `next.init(new Mine(outbound))`.
  default void init(WorkflowOutboundCalls outbound) {
    next().init(outbound);
  }

  /// Runs the workflow.
  ///
  /// @throws Exception what the workflow throws
  default @Nullable Object executeWorkflow(ExecuteWorkflowInput input) throws Exception {
    return next().executeWorkflow(input);
  }

  /// Handles a signal.
  ///
  /// @throws Exception what the handler throws
  default void handleSignal(HandleSignalInput input) throws Exception {
    next().handleSignal(input);
  }

  /// Answers a query. Nothing may be changed, and nothing waited for.
  ///
  /// @throws Exception what the query's method throws
  default @Nullable Object handleQuery(HandleQueryInput input) throws Exception {
    return next().handleQuery(input);
  }

  /// Decides whether an update is accepted; refuses it by throwing. Nothing may be changed, and
  /// nothing waited for. Not called in replay.
  ///
  /// @throws Exception why the update is refused
  default void validateUpdate(HandleUpdateInput input) throws Exception {
    next().validateUpdate(input);
  }

  /// Handles an update that was accepted; its result is the caller's.
  ///
  /// @throws Exception what the handler throws
  default @Nullable Object handleUpdate(HandleUpdateInput input) throws Exception {
    return next().handleUpdate(input);
  }

  /// The input of [#executeWorkflow].
  record ExecuteWorkflowInput(List<@Nullable Object> arguments, Map<String, Payload> headers)
      implements CallInput<ExecuteWorkflowInput> {
    @Override
    public ExecuteWorkflowInput withArguments(List<@Nullable Object> arguments) {
      return new ExecuteWorkflowInput(arguments, headers);
    }

    @Override
    public ExecuteWorkflowInput withHeaders(Map<String, Payload> headers) {
      return new ExecuteWorkflowInput(arguments, headers);
    }
  }

  /// The input of [#handleSignal].
  record HandleSignalInput(
      String signal, List<@Nullable Object> arguments, Map<String, Payload> headers)
      implements CallInput<HandleSignalInput> {
    @Override
    public HandleSignalInput withArguments(List<@Nullable Object> arguments) {
      return new HandleSignalInput(signal, arguments, headers);
    }

    @Override
    public HandleSignalInput withHeaders(Map<String, Payload> headers) {
      return new HandleSignalInput(signal, arguments, headers);
    }
  }

  /// The input of [#handleQuery].
  record HandleQueryInput(
      String query, List<@Nullable Object> arguments, Map<String, Payload> headers)
      implements CallInput<HandleQueryInput> {
    @Override
    public HandleQueryInput withArguments(List<@Nullable Object> arguments) {
      return new HandleQueryInput(query, arguments, headers);
    }

    @Override
    public HandleQueryInput withHeaders(Map<String, Payload> headers) {
      return new HandleQueryInput(query, arguments, headers);
    }
  }

  /// The input of [#validateUpdate] and [#handleUpdate].
  record HandleUpdateInput(
      String update, String id, List<@Nullable Object> arguments, Map<String, Payload> headers)
      implements CallInput<HandleUpdateInput> {
    @Override
    public HandleUpdateInput withArguments(List<@Nullable Object> arguments) {
      return new HandleUpdateInput(update, id, arguments, headers);
    }

    @Override
    public HandleUpdateInput withHeaders(Map<String, Payload> headers) {
      return new HandleUpdateInput(update, id, arguments, headers);
    }
  }
}

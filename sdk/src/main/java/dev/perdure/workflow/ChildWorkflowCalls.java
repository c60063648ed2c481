package dev.perdure.workflow;

import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.MethodRef2;
import dev.perdure.common.MethodRef3;
import dev.perdure.common.MethodRef4;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.reference.ResolvedMethod;
import dev.perdure.internal.workflow.WorkflowContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The verbs of [Workflow] about other workflows: children, typed from no argument to four, and
/// handles of workflows that are none. Callers see them as Workflow's own.
///
/// Starting a child waits until it has started, so that it cannot be lost when its parent ends. To
/// run many side by side, give each to [Workflow#async]: `Workflow.async(() ->
/// Workflow.executeChildWorkflow(Shipping::run, address, options))`.
abstract class ChildWorkflowCalls extends LocalActivityCalls {
  ChildWorkflowCalls() {}

  /// Runs a child workflow with no arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, R extends @Nullable Object> R executeChildWorkflow(
      MethodRef0<W, R> workflow, ChildWorkflowOptions options) {
    return ChildWorkflowCalls.<W, R>start(workflow, options).get();
  }

  /// Runs a child workflow with no arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W> void executeChildWorkflow(
      VoidMethodRef0<W> workflow, ChildWorkflowOptions options) {
    ChildWorkflowCalls.<W, @Nullable Void>start(workflow, options).get();
  }

  /// Starts a child workflow with no arguments, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, R extends @Nullable Object> ChildWorkflowHandle<W, R> startChildWorkflow(
      MethodRef0<W, R> workflow, ChildWorkflowOptions options) {
    return start(workflow, options);
  }

  /// Starts a child workflow with no arguments and no result, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W> ChildWorkflowHandle<W, @Nullable Void> startChildWorkflow(
      VoidMethodRef0<W> workflow, ChildWorkflowOptions options) {
    return start(workflow, options);
  }

  /// Runs a child workflow with one argument and waits for its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object, R extends @Nullable Object> R executeChildWorkflow(
      MethodRef1<W, A1, R> workflow, A1 argument1, ChildWorkflowOptions options) {
    return ChildWorkflowCalls.<W, R>start(workflow, options, argument1).get();
  }

  /// Runs a child workflow with one argument and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object> void executeChildWorkflow(
      VoidMethodRef1<W, A1> workflow, A1 argument1, ChildWorkflowOptions options) {
    ChildWorkflowCalls.<W, @Nullable Void>start(workflow, options, argument1).get();
  }

  /// Starts a child workflow with one argument, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object, R extends @Nullable Object>
      ChildWorkflowHandle<W, R> startChildWorkflow(
          MethodRef1<W, A1, R> workflow, A1 argument1, ChildWorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// Starts a child workflow with one argument and no result, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object>
      ChildWorkflowHandle<W, @Nullable Void> startChildWorkflow(
          VoidMethodRef1<W, A1> workflow, A1 argument1, ChildWorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// Runs a child workflow with two arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R executeChildWorkflow(
          MethodRef2<W, A1, A2, R> workflow,
          A1 argument1,
          A2 argument2,
          ChildWorkflowOptions options) {
    return ChildWorkflowCalls.<W, R>start(workflow, options, argument1, argument2).get();
  }

  /// Runs a child workflow with two arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      void executeChildWorkflow(
          VoidMethodRef2<W, A1, A2> workflow,
          A1 argument1,
          A2 argument2,
          ChildWorkflowOptions options) {
    ChildWorkflowCalls.<W, @Nullable Void>start(workflow, options, argument1, argument2).get();
  }

  /// Starts a child workflow with two arguments, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      ChildWorkflowHandle<W, R> startChildWorkflow(
          MethodRef2<W, A1, A2, R> workflow,
          A1 argument1,
          A2 argument2,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// Starts a child workflow with two arguments and no result, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      ChildWorkflowHandle<W, @Nullable Void> startChildWorkflow(
          VoidMethodRef2<W, A1, A2> workflow,
          A1 argument1,
          A2 argument2,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// Runs a child workflow with three arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R executeChildWorkflow(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ChildWorkflowOptions options) {
    return ChildWorkflowCalls.<W, R>start(workflow, options, argument1, argument2, argument3).get();
  }

  /// Runs a child workflow with three arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeChildWorkflow(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ChildWorkflowOptions options) {
    ChildWorkflowCalls.<W, @Nullable Void>start(workflow, options, argument1, argument2, argument3)
        .get();
  }

  /// Starts a child workflow with three arguments, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      ChildWorkflowHandle<W, R> startChildWorkflow(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// Starts a child workflow with three arguments and no result, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      ChildWorkflowHandle<W, @Nullable Void> startChildWorkflow(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// Runs a child workflow with four arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R executeChildWorkflow(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ChildWorkflowOptions options) {
    return ChildWorkflowCalls.<W, R>start(
            workflow, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Runs a child workflow with four arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeChildWorkflow(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ChildWorkflowOptions options) {
    ChildWorkflowCalls.<W, @Nullable Void>start(
            workflow, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Starts a child workflow with four arguments, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      ChildWorkflowHandle<W, R> startChildWorkflow(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  /// Starts a child workflow with four arguments and no result, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      ChildWorkflowHandle<W, @Nullable Void> startChildWorkflow(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ChildWorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  /// Runs a child workflow that is known by name, as of a worker in another language, and waits for
  /// its result.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <R> @Nullable R executeChildWorkflow(
      String workflowType,
      Class<R> resultType,
      ChildWorkflowOptions options,
      @Nullable Object... arguments) {
    return startChildWorkflow(workflowType, resultType, options, arguments).get();
  }

  /// Runs a child workflow that is known by name, as of a worker in another language, and waits for
  /// its result of a generic type.
  ///
  /// @throws dev.perdure.failure.ChildWorkflowFailure when it did not complete; its cause says why
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <R> @Nullable R executeChildWorkflow(
      String workflowType,
      TypeRef<R> resultType,
      ChildWorkflowOptions options,
      @Nullable Object... arguments) {
    return startChildWorkflow(workflowType, resultType, options, arguments).get();
  }

  /// Starts a child workflow that is known by name, as of a worker in another language, and waits
  /// until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <R> ChildWorkflowHandle<?, @Nullable R> startChildWorkflow(
      String workflowType,
      Class<R> resultType,
      ChildWorkflowOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current()
        .<Object, @Nullable R>startChildWorkflow(workflowType, resultType, options, arguments);
  }

  /// Starts a child workflow that is known by name, as of a worker in another language, with a
  /// result of a generic type, and waits until it has started.
  ///
  /// @throws dev.perdure.failure.WorkflowAlreadyStartedFailure when its id is taken
  public static <R> ChildWorkflowHandle<?, @Nullable R> startChildWorkflow(
      String workflowType,
      TypeRef<R> resultType,
      ChildWorkflowOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current()
        .<Object, @Nullable R>startChildWorkflow(
            workflowType, resultType.type(), options, arguments);
  }

  private static <W, R extends @Nullable Object> ChildWorkflowHandle<W, R> start(
      Serializable workflow, ChildWorkflowOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(workflow);
    return WorkflowContext.current()
        .startChildWorkflow(method.workflowType(), method.resultType(), options, arguments);
  }

  /// The handle of another workflow of the same namespace, with the signals that this type has.
  /// Nothing is asked of the server.
  public static <W> ExternalWorkflowHandle<W> getExternalWorkflowHandle(
      Class<W> workflow, String id) {
    return WorkflowContext.current().getExternalWorkflowHandle(id);
  }

  /// The handle of another workflow of the same namespace, whatever its type. Nothing is asked of
  /// the server.
  public static ExternalWorkflowHandle<?> getExternalWorkflowHandle(String id) {
    return WorkflowContext.current().getExternalWorkflowHandle(id);
  }
}

package dev.perdure.client;

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
import java.io.Serializable;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The verbs of [Client] that start workflows, typed from no argument to four. Callers see them as
/// the client's own.
abstract class ClientStarts extends ClientActivities {
  ClientStarts() {}

  /// Starts a workflow.
  abstract WorkflowHandle<?, ?> started(
      String type, Type resultType, WorkflowOptions options, @Nullable Object... arguments);

  /// Starts a workflow with no arguments, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, R extends @Nullable Object> WorkflowHandle<W, R> startWorkflow(
      MethodRef0<W, R> workflow, WorkflowOptions options) {
    return start(workflow, options);
  }

  /// Starts a workflow with no arguments and no result, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W> WorkflowHandle<W, @Nullable Void> startWorkflow(
      VoidMethodRef0<W> workflow, WorkflowOptions options) {
    return start(workflow, options);
  }

  /// Starts a workflow with one argument, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, A1 extends @Nullable Object, R extends @Nullable Object>
      WorkflowHandle<W, R> startWorkflow(
          MethodRef1<W, A1, R> workflow, A1 argument1, WorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// Starts a workflow with one argument and no result, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, A1 extends @Nullable Object> WorkflowHandle<W, @Nullable Void> startWorkflow(
      VoidMethodRef1<W, A1> workflow, A1 argument1, WorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// Starts a workflow with two arguments, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      WorkflowHandle<W, R> startWorkflow(
          MethodRef2<W, A1, A2, R> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// Starts a workflow with two arguments and no result, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> startWorkflow(
          VoidMethodRef2<W, A1, A2> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// Starts a workflow with three arguments, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      WorkflowHandle<W, R> startWorkflow(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// Starts a workflow with three arguments and no result, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> startWorkflow(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// Starts a workflow with four arguments, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      WorkflowHandle<W, R> startWorkflow(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  /// Starts a workflow with four arguments and no result, and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> startWorkflow(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  /// Starts a workflow by its type's name and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <R> WorkflowHandle<?, @Nullable R> startWorkflow(
      String workflowType,
      Class<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return typed(started(workflowType, resultType, options, arguments));
  }

  /// Starts a workflow by its type's name and returns its handle.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  public <R> WorkflowHandle<?, @Nullable R> startWorkflow(
      String workflowType,
      TypeRef<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return typed(started(workflowType, resultType.type(), options, arguments));
  }

  private <W, R extends @Nullable Object> WorkflowHandle<W, R> start(
      Serializable workflow, WorkflowOptions start, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(workflow);
    return typed(started(method.workflowType(), method.resultType(), start, arguments));
  }

  @SuppressWarnings("unchecked") // the handle has the types of what is started
  private static <W, R extends @Nullable Object> WorkflowHandle<W, R> typed(
      WorkflowHandle<?, ?> handle) {
    return (WorkflowHandle<W, R>) handle;
  }

  /// Starts a workflow with no arguments and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, R extends @Nullable Object> R executeWorkflow(
      MethodRef0<W, R> workflow, WorkflowOptions options) {
    return startWorkflow(workflow, options).result();
  }

  /// Starts a workflow with no arguments and waits until it completes.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W> void executeWorkflow(VoidMethodRef0<W> workflow, WorkflowOptions options) {
    startWorkflow(workflow, options).result();
  }

  /// Starts a workflow with one argument and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, A1 extends @Nullable Object, R extends @Nullable Object> R executeWorkflow(
      MethodRef1<W, A1, R> workflow, A1 argument1, WorkflowOptions options) {
    return startWorkflow(workflow, argument1, options).result();
  }

  /// Starts a workflow with one argument and waits until it completes.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, A1 extends @Nullable Object> void executeWorkflow(
      VoidMethodRef1<W, A1> workflow, A1 argument1, WorkflowOptions options) {
    startWorkflow(workflow, argument1, options).result();
  }

  /// Starts a workflow with two arguments and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R executeWorkflow(
          MethodRef2<W, A1, A2, R> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    return startWorkflow(workflow, argument1, argument2, options).result();
  }

  /// Starts a workflow with two arguments and waits until it completes.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object> void executeWorkflow(
      VoidMethodRef2<W, A1, A2> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    startWorkflow(workflow, argument1, argument2, options).result();
  }

  /// Starts a workflow with three arguments and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R executeWorkflow(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    return startWorkflow(workflow, argument1, argument2, argument3, options).result();
  }

  /// Starts a workflow with three arguments and waits until it completes.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeWorkflow(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    startWorkflow(workflow, argument1, argument2, argument3, options).result();
  }

  /// Starts a workflow with four arguments and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R executeWorkflow(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    return startWorkflow(workflow, argument1, argument2, argument3, argument4, options).result();
  }

  /// Starts a workflow with four arguments and waits until it completes.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeWorkflow(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    startWorkflow(workflow, argument1, argument2, argument3, argument4, options).result();
  }

  /// Starts a workflow by its type's name and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <R> @Nullable R executeWorkflow(
      String workflowType,
      Class<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return startWorkflow(workflowType, resultType, options, arguments).result();
  }

  /// Starts a workflow by its type's name and waits for its result.
  ///
  /// @throws WorkflowAlreadyStartedException when the id is taken
  /// @throws WorkflowFailedException when it failed, timed out, was cancelled or terminated
  public <R> @Nullable R executeWorkflow(
      String workflowType,
      TypeRef<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return startWorkflow(workflowType, resultType, options, arguments).result();
  }
}

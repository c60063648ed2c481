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

/// The verbs of [Client] that start a workflow and update it in one step, typed from no argument to
/// four. Callers see them as the client's own.
abstract class ClientUpdatesWithStart extends ClientSchedules {
  private static final UpdateOptions COMPLETED =
      UpdateOptions.waitFor(WorkflowUpdateStage.COMPLETED);

  ClientUpdatesWithStart() {}

  /// Starts an update with its workflow.
  abstract WorkflowUpdateHandle<?> updateWithStart(
      WithStartWorkflowOperation<?, ?> start,
      String name,
      Type resultType,
      UpdateOptions options,
      @Nullable Object... arguments);

  /// Updates a workflow with no arguments, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, U extends @Nullable Object> U executeUpdateWithStart(
      MethodRef0<W, U> update, WithStartWorkflowOperation<W, ?> start) {
    return this.<U>start(update, COMPLETED, start).result();
  }

  /// Updates a workflow with no arguments, starting it if need be, and waits until the update is
  /// completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W> void executeUpdateWithStart(
      VoidMethodRef0<W> update, WithStartWorkflowOperation<W, ?> start) {
    this.<@Nullable Void>start(update, COMPLETED, start).result();
  }

  /// Starts an update with no arguments, and its workflow if need be; returns when the update has
  /// come as far as the options say.
  public <W, U extends @Nullable Object> WorkflowUpdateHandle<U> startUpdateWithStart(
      MethodRef0<W, U> update, UpdateOptions options, WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start);
  }

  /// Starts an update with no arguments and no result, and its workflow if need be; returns when
  /// the update has come as far as the options say.
  public <W> WorkflowUpdateHandle<@Nullable Void> startUpdateWithStart(
      VoidMethodRef0<W> update, UpdateOptions options, WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start);
  }

  /// Updates a workflow with one argument, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, A1 extends @Nullable Object, U extends @Nullable Object> U executeUpdateWithStart(
      MethodRef1<W, A1, U> update, A1 argument1, WithStartWorkflowOperation<W, ?> start) {
    return this.<U>start(update, COMPLETED, start, argument1).result();
  }

  /// Updates a workflow with one argument, starting it if need be, and waits until the update is
  /// completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, A1 extends @Nullable Object> void executeUpdateWithStart(
      VoidMethodRef1<W, A1> update, A1 argument1, WithStartWorkflowOperation<W, ?> start) {
    this.<@Nullable Void>start(update, COMPLETED, start, argument1).result();
  }

  /// Starts an update with one argument, and its workflow if need be; returns when the update has
  /// come as far as the options say.
  public <W, A1 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdateWithStart(
          MethodRef1<W, A1, U> update,
          A1 argument1,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1);
  }

  /// Starts an update with one argument and no result, and its workflow if need be; returns when
  /// the update has come as far as the options say.
  public <W, A1 extends @Nullable Object> WorkflowUpdateHandle<@Nullable Void> startUpdateWithStart(
      VoidMethodRef1<W, A1> update,
      A1 argument1,
      UpdateOptions options,
      WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1);
  }

  /// Updates a workflow with two arguments, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, U extends @Nullable Object>
      U executeUpdateWithStart(
          MethodRef2<W, A1, A2, U> update,
          A1 argument1,
          A2 argument2,
          WithStartWorkflowOperation<W, ?> start) {
    return this.<U>start(update, COMPLETED, start, argument1, argument2).result();
  }

  /// Updates a workflow with two arguments, starting it if need be, and waits until the update is
  /// completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object> void executeUpdateWithStart(
      VoidMethodRef2<W, A1, A2> update,
      A1 argument1,
      A2 argument2,
      WithStartWorkflowOperation<W, ?> start) {
    this.<@Nullable Void>start(update, COMPLETED, start, argument1, argument2).result();
  }

  /// Starts an update with two arguments, and its workflow if need be; returns when the update has
  /// come as far as the options say.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdateWithStart(
          MethodRef2<W, A1, A2, U> update,
          A1 argument1,
          A2 argument2,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2);
  }

  /// Starts an update with two arguments and no result, and its workflow if need be; returns when
  /// the update has come as far as the options say.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdateWithStart(
          VoidMethodRef2<W, A1, A2> update,
          A1 argument1,
          A2 argument2,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2);
  }

  /// Updates a workflow with three arguments, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          U extends @Nullable Object>
      U executeUpdateWithStart(
          MethodRef3<W, A1, A2, A3, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WithStartWorkflowOperation<W, ?> start) {
    return this.<U>start(update, COMPLETED, start, argument1, argument2, argument3).result();
  }

  /// Updates a workflow with three arguments, starting it if need be, and waits until the update is
  /// completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeUpdateWithStart(
          VoidMethodRef3<W, A1, A2, A3> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WithStartWorkflowOperation<W, ?> start) {
    this.<@Nullable Void>start(update, COMPLETED, start, argument1, argument2, argument3).result();
  }

  /// Starts an update with three arguments, and its workflow if need be; returns when the update
  /// has come as far as the options say.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdateWithStart(
          MethodRef3<W, A1, A2, A3, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2, argument3);
  }

  /// Starts an update with three arguments and no result, and its workflow if need be; returns when
  /// the update has come as far as the options say.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdateWithStart(
          VoidMethodRef3<W, A1, A2, A3> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2, argument3);
  }

  /// Updates a workflow with four arguments, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          U extends @Nullable Object>
      U executeUpdateWithStart(
          MethodRef4<W, A1, A2, A3, A4, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WithStartWorkflowOperation<W, ?> start) {
    return this.<U>start(update, COMPLETED, start, argument1, argument2, argument3, argument4)
        .result();
  }

  /// Updates a workflow with four arguments, starting it if need be, and waits until the update is
  /// completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeUpdateWithStart(
          VoidMethodRef4<W, A1, A2, A3, A4> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WithStartWorkflowOperation<W, ?> start) {
    this.<@Nullable Void>start(update, COMPLETED, start, argument1, argument2, argument3, argument4)
        .result();
  }

  /// Starts an update with four arguments, and its workflow if need be; returns when the update has
  /// come as far as the options say.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdateWithStart(
          MethodRef4<W, A1, A2, A3, A4, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2, argument3, argument4);
  }

  /// Starts an update with four arguments and no result, and its workflow if need be; returns when
  /// the update has come as far as the options say.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdateWithStart(
          VoidMethodRef4<W, A1, A2, A3, A4> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          UpdateOptions options,
          WithStartWorkflowOperation<W, ?> start) {
    return start(update, options, start, argument1, argument2, argument3, argument4);
  }

  private <U extends @Nullable Object> WorkflowUpdateHandle<U> start(
      Serializable update,
      UpdateOptions options,
      WithStartWorkflowOperation<?, ?> start,
      @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(update);
    return typed(
        updateWithStart(start, method.updateName(), method.resultType(), options, arguments));
  }

  @SuppressWarnings(
      "unchecked") // the types are those of the update's method, or given with its name
  private static <U extends @Nullable Object> WorkflowUpdateHandle<U> typed(
      WorkflowUpdateHandle<?> handle) {
    return (WorkflowUpdateHandle<U>) handle;
  }

  /// Updates a workflow by the update's name, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowAlreadyStartedException when the conflict policy forbids to use the workflow
  ///   that is there
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  /// @throws WorkflowUpdateRpcTimeoutOrCancelledException when the wait was interrupted
  public <U> @Nullable U executeUpdateWithStart(
      String name,
      Class<U> resultType,
      WithStartWorkflowOperation<?, ?> start,
      @Nullable Object... arguments) {
    return startUpdateWithStart(name, resultType, COMPLETED, start, arguments).result();
  }

  /// Updates a workflow by the update's name, starting it if need be, and waits for the update's
  /// result.
  ///
  /// @throws WorkflowAlreadyStartedException when the conflict policy forbids to use the workflow
  ///   that is there
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  /// @throws WorkflowUpdateRpcTimeoutOrCancelledException when the wait was interrupted
  public <U> @Nullable U executeUpdateWithStart(
      String name,
      TypeRef<U> resultType,
      WithStartWorkflowOperation<?, ?> start,
      @Nullable Object... arguments) {
    return startUpdateWithStart(name, resultType, COMPLETED, start, arguments).result();
  }

  /// Starts an update by its name, and its workflow if need be; returns when the update has come as
  /// far as the options say. A rejection is the handle's result.
  ///
  /// @throws WorkflowAlreadyStartedException when the conflict policy forbids to use the workflow
  ///   that is there
  public <U> WorkflowUpdateHandle<@Nullable U> startUpdateWithStart(
      String name,
      Class<U> resultType,
      UpdateOptions options,
      WithStartWorkflowOperation<?, ?> start,
      @Nullable Object... arguments) {
    return typed(updateWithStart(start, name, resultType, options, arguments));
  }

  /// Starts an update by its name, and its workflow if need be; returns when the update has come as
  /// far as the options say. A rejection is the handle's result.
  ///
  /// @throws WorkflowAlreadyStartedException when the conflict policy forbids to use the workflow
  ///   that is there
  public <U> WorkflowUpdateHandle<@Nullable U> startUpdateWithStart(
      String name,
      TypeRef<U> resultType,
      UpdateOptions options,
      WithStartWorkflowOperation<?, ?> start,
      @Nullable Object... arguments) {
    return typed(updateWithStart(start, name, resultType.type(), options, arguments));
  }
}

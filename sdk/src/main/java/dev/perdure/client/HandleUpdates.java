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

/// The verbs of [WorkflowHandle] about updates, typed from no argument to four. Callers see them as
/// the handle's own.
///
/// @param <W> the type with the workflow's methods
abstract class HandleUpdates<W> extends StartedUpdates<W> {
  private static final UpdateOptions COMPLETED =
      UpdateOptions.waitFor(WorkflowUpdateStage.COMPLETED);

  HandleUpdates() {}

  /// Starts an update.
  abstract WorkflowUpdateHandle<?> update(
      String name, Type resultType, UpdateOptions options, @Nullable Object... arguments);

  /// Updates the workflow with no arguments and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <U extends @Nullable Object> U executeUpdate(MethodRef0<W, U> update) {
    return this.<U>start(update, COMPLETED).result();
  }

  /// Updates the workflow with no arguments and waits until the update is completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public void executeUpdate(VoidMethodRef0<W> update) {
    this.<@Nullable Void>start(update, COMPLETED).result();
  }

  /// Starts an update with no arguments; returns when it has come as far as the options say.
  public <U extends @Nullable Object> WorkflowUpdateHandle<U> startUpdate(
      MethodRef0<W, U> update, UpdateOptions options) {
    return start(update, options);
  }

  /// Starts an update with no arguments and no result; returns when it has come as far as the
  /// options say.
  public WorkflowUpdateHandle<@Nullable Void> startUpdate(
      VoidMethodRef0<W> update, UpdateOptions options) {
    return start(update, options);
  }

  /// Updates the workflow with one argument and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <A1 extends @Nullable Object, U extends @Nullable Object> U executeUpdate(
      MethodRef1<W, A1, U> update, A1 argument1) {
    return this.<U>start(update, COMPLETED, argument1).result();
  }

  /// Updates the workflow with one argument and waits until the update is completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <A1 extends @Nullable Object> void executeUpdate(
      VoidMethodRef1<W, A1> update, A1 argument1) {
    this.<@Nullable Void>start(update, COMPLETED, argument1).result();
  }

  /// Starts an update with one argument; returns when it has come as far as the options say.
  public <A1 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdate(
          MethodRef1<W, A1, U> update, A1 argument1, UpdateOptions options) {
    return start(update, options, argument1);
  }

  /// Starts an update with one argument and no result; returns when it has come as far as the
  /// options say.
  public <A1 extends @Nullable Object> WorkflowUpdateHandle<@Nullable Void> startUpdate(
      VoidMethodRef1<W, A1> update, A1 argument1, UpdateOptions options) {
    return start(update, options, argument1);
  }

  /// Updates the workflow with two arguments and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, U extends @Nullable Object>
      U executeUpdate(MethodRef2<W, A1, A2, U> update, A1 argument1, A2 argument2) {
    return this.<U>start(update, COMPLETED, argument1, argument2).result();
  }

  /// Updates the workflow with two arguments and waits until the update is completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <A1 extends @Nullable Object, A2 extends @Nullable Object> void executeUpdate(
      VoidMethodRef2<W, A1, A2> update, A1 argument1, A2 argument2) {
    this.<@Nullable Void>start(update, COMPLETED, argument1, argument2).result();
  }

  /// Starts an update with two arguments; returns when it has come as far as the options say.
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdate(
          MethodRef2<W, A1, A2, U> update, A1 argument1, A2 argument2, UpdateOptions options) {
    return start(update, options, argument1, argument2);
  }

  /// Starts an update with two arguments and no result; returns when it has come as far as the
  /// options say.
  public <A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdate(
          VoidMethodRef2<W, A1, A2> update, A1 argument1, A2 argument2, UpdateOptions options) {
    return start(update, options, argument1, argument2);
  }

  /// Updates the workflow with three arguments and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          U extends @Nullable Object>
      U executeUpdate(
          MethodRef3<W, A1, A2, A3, U> update, A1 argument1, A2 argument2, A3 argument3) {
    return this.<U>start(update, COMPLETED, argument1, argument2, argument3).result();
  }

  /// Updates the workflow with three arguments and waits until the update is completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeUpdate(
          VoidMethodRef3<W, A1, A2, A3> update, A1 argument1, A2 argument2, A3 argument3) {
    this.<@Nullable Void>start(update, COMPLETED, argument1, argument2, argument3).result();
  }

  /// Starts an update with three arguments; returns when it has come as far as the options say.
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdate(
          MethodRef3<W, A1, A2, A3, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          UpdateOptions options) {
    return start(update, options, argument1, argument2, argument3);
  }

  /// Starts an update with three arguments and no result; returns when it has come as far as the
  /// options say.
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdate(
          VoidMethodRef3<W, A1, A2, A3> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          UpdateOptions options) {
    return start(update, options, argument1, argument2, argument3);
  }

  /// Updates the workflow with four arguments and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          U extends @Nullable Object>
      U executeUpdate(
          MethodRef4<W, A1, A2, A3, A4, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    return this.<U>start(update, COMPLETED, argument1, argument2, argument3, argument4).result();
  }

  /// Updates the workflow with four arguments and waits until the update is completed.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeUpdate(
          VoidMethodRef4<W, A1, A2, A3, A4> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    this.<@Nullable Void>start(update, COMPLETED, argument1, argument2, argument3, argument4)
        .result();
  }

  /// Starts an update with four arguments; returns when it has come as far as the options say.
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> startUpdate(
          MethodRef4<W, A1, A2, A3, A4, U> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          UpdateOptions options) {
    return start(update, options, argument1, argument2, argument3, argument4);
  }

  /// Starts an update with four arguments and no result; returns when it has come as far as the
  /// options say.
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> startUpdate(
          VoidMethodRef4<W, A1, A2, A3, A4> update,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          UpdateOptions options) {
    return start(update, options, argument1, argument2, argument3, argument4);
  }

  private <U extends @Nullable Object> WorkflowUpdateHandle<U> start(
      Serializable update, UpdateOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(update);
    return typed(update(method.updateName(), method.resultType(), options, arguments));
  }

  @SuppressWarnings(
      "unchecked") // the types are those of the update's method, or given with its name
  private static <U extends @Nullable Object> WorkflowUpdateHandle<U> typed(
      WorkflowUpdateHandle<?> handle) {
    return (WorkflowUpdateHandle<U>) handle;
  }

  /// Updates the workflow by the update's name and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  /// @throws WorkflowUpdateRpcTimeoutOrCancelledException when the wait was interrupted
  public <U> @Nullable U executeUpdate(
      String name, Class<U> resultType, @Nullable Object... arguments) {
    return startUpdate(name, resultType, COMPLETED, arguments).result();
  }

  /// Updates the workflow by the update's name and waits for the result.
  ///
  /// @throws WorkflowUpdateFailedException when the update was rejected or failed
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  /// @throws WorkflowUpdateRpcTimeoutOrCancelledException when the wait was interrupted
  public <U> @Nullable U executeUpdate(
      String name, TypeRef<U> resultType, @Nullable Object... arguments) {
    return startUpdate(name, resultType, COMPLETED, arguments).result();
  }

  /// Starts an update by its name; returns when it has come as far as the options say. A rejection
  /// is the handle's result.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <U> WorkflowUpdateHandle<@Nullable U> startUpdate(
      String name, Class<U> resultType, UpdateOptions options, @Nullable Object... arguments) {
    return typed(update(name, resultType, options, arguments));
  }

  /// Starts an update by its name; returns when it has come as far as the options say. A rejection
  /// is the handle's result.
  ///
  /// @throws WorkflowNotFoundException when there is no such workflow, or it is closed
  public <U> WorkflowUpdateHandle<@Nullable U> startUpdate(
      String name, TypeRef<U> resultType, UpdateOptions options, @Nullable Object... arguments) {
    return typed(update(name, resultType.type(), options, arguments));
  }
}

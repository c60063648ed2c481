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

/// The verbs of [WorkflowHandle] that find updates again which were started before. Callers see
/// them as the handle's own.
///
/// @param <W> the type with the workflow's methods
abstract class StartedUpdates<W> {
  StartedUpdates() {}

  /// The handle of an update of this id.
  abstract <U extends @Nullable Object> WorkflowUpdateHandle<U> updateHandle(
      String id, Type resultType);

  private <U extends @Nullable Object> WorkflowUpdateHandle<U> handle(
      Serializable update, String id) {
    ResolvedMethod method = MethodReferences.resolve(update);
    var _ = method.updateName(); // refuses a method that is no update
    return updateHandle(id, method.resultType());
  }

  /// The handle of an update with no arguments that was started before. Nothing is asked of the
  /// server.
  ///
  /// @param id the update's id
  public <U extends @Nullable Object> WorkflowUpdateHandle<U> getUpdateHandle(
      MethodRef0<W, U> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with no arguments and no result that was started before. Nothing is
  /// asked of the server.
  ///
  /// @param id the update's id
  public WorkflowUpdateHandle<@Nullable Void> getUpdateHandle(VoidMethodRef0<W> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with one argument that was started before. Nothing is asked of the
  /// server.
  ///
  /// @param id the update's id
  public <A1 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> getUpdateHandle(MethodRef1<W, A1, U> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with one argument and no result that was started before. Nothing is
  /// asked of the server.
  ///
  /// @param id the update's id
  public <A1 extends @Nullable Object> WorkflowUpdateHandle<@Nullable Void> getUpdateHandle(
      VoidMethodRef1<W, A1> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with two arguments that was started before. Nothing is asked of the
  /// server.
  ///
  /// @param id the update's id
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, U extends @Nullable Object>
      WorkflowUpdateHandle<U> getUpdateHandle(MethodRef2<W, A1, A2, U> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with two arguments and no result that was started before. Nothing is
  /// asked of the server.
  ///
  /// @param id the update's id
  public <A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> getUpdateHandle(
          VoidMethodRef2<W, A1, A2> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with three arguments that was started before. Nothing is asked of the
  /// server.
  ///
  /// @param id the update's id
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> getUpdateHandle(MethodRef3<W, A1, A2, A3, U> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with three arguments and no result that was started before. Nothing is
  /// asked of the server.
  ///
  /// @param id the update's id
  public <A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> getUpdateHandle(
          VoidMethodRef3<W, A1, A2, A3> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with four arguments that was started before. Nothing is asked of the
  /// server.
  ///
  /// @param id the update's id
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          U extends @Nullable Object>
      WorkflowUpdateHandle<U> getUpdateHandle(MethodRef4<W, A1, A2, A3, A4, U> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update with four arguments and no result that was started before. Nothing is
  /// asked of the server.
  ///
  /// @param id the update's id
  public <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowUpdateHandle<@Nullable Void> getUpdateHandle(
          VoidMethodRef4<W, A1, A2, A3, A4> update, String id) {
    return handle(update, id);
  }

  /// The handle of an update that was started before, with its result's type. Nothing is asked of
  /// the server.
  ///
  /// @param id the update's id
  public <U> WorkflowUpdateHandle<@Nullable U> getUpdateHandle(String id, Class<U> resultType) {
    return updateHandle(id, resultType);
  }

  /// The handle of an update that was started before, with its result's type. Nothing is asked of
  /// the server.
  ///
  /// @param id the update's id
  public <U> WorkflowUpdateHandle<@Nullable U> getUpdateHandle(String id, TypeRef<U> resultType) {
    return updateHandle(id, resultType.type());
  }
}

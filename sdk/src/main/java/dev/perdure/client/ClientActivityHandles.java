package dev.perdure.client;

import dev.perdure.client.StandaloneActivityOutboundCalls.CountActivitiesInput;
import dev.perdure.client.StandaloneActivityOutboundCalls.ListActivitiesInput;
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
import org.jspecify.annotations.Nullable;

/// The verbs of [Client] that find standalone activities. Callers see them as the client's own.
abstract class ClientActivityHandles extends ClientUpdatesWithStart {
  ClientActivityHandles() {}

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, R extends @Nullable Object> ActivityHandle<R> getActivityHandle(
      MethodRef0<T, R> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T> ActivityHandle<@Nullable Void> getActivityHandle(
      VoidMethodRef0<T> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, A1 extends @Nullable Object, R extends @Nullable Object>
      ActivityHandle<R> getActivityHandle(MethodRef1<T, A1, R> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, A1 extends @Nullable Object> ActivityHandle<@Nullable Void> getActivityHandle(
      VoidMethodRef1<T, A1> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      ActivityHandle<R> getActivityHandle(MethodRef2<T, A1, A2, R> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object>
      ActivityHandle<@Nullable Void> getActivityHandle(
          VoidMethodRef2<T, A1, A2> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      ActivityHandle<R> getActivityHandle(MethodRef3<T, A1, A2, A3, R> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      ActivityHandle<@Nullable Void> getActivityHandle(
          VoidMethodRef3<T, A1, A2, A3> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      ActivityHandle<R> getActivityHandle(MethodRef4<T, A1, A2, A3, A4, R> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id. Nothing is asked of the server.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      ActivityHandle<@Nullable Void> getActivityHandle(
          VoidMethodRef4<T, A1, A2, A3, A4> activity, String id) {
    return handle(activity, id);
  }

  /// The handle of the standalone activity with this id, whatever its type. Nothing is asked of the
  /// server.
  public ActivityHandle<@Nullable Object> getActivityHandle(String id) {
    return new ActivityHandle<>(outbound(), id, null, Object.class);
  }

  /// The handle of the standalone activity with this id, with its result's type. Nothing is asked
  /// of the server.
  public <R> ActivityHandle<@Nullable R> getActivityHandle(String id, Class<R> resultType) {
    return new ActivityHandle<>(outbound(), id, null, resultType);
  }

  /// The handle of the standalone activity with this id, with its result's type. Nothing is asked
  /// of the server.
  public <R> ActivityHandle<@Nullable R> getActivityHandle(String id, TypeRef<R> resultType) {
    return new ActivityHandle<>(outbound(), id, null, resultType.type());
  }

  private <R extends @Nullable Object> ActivityHandle<R> handle(Serializable activity, String id) {
    ResolvedMethod method = MethodReferences.resolve(activity);
    var _ = method.activityType(); // refuses a method that is no activity
    return new ActivityHandle<>(outbound(), id, null, method.resultType());
  }

  /// The standalone activities that a query finds, such as `ActivityType = 'charge' AND
  /// ExecutionStatus = 'Running'`; all of them for an empty query. Nothing is asked of the server
  /// until somebody goes through them.
  public PagedList<ActivityExecution> listActivities(String query) {
    return new PagedList<>(
        (size, token) -> outbound().listActivities(new ListActivitiesInput(query, size, token)));
  }

  /// How many standalone activities a query finds. With `GROUP BY ExecutionStatus` at its end, how
  /// many there are of each status.
  public ActivityExecutionCount countActivities(String query) {
    return outbound().countActivities(new CountActivitiesInput(query));
  }
}

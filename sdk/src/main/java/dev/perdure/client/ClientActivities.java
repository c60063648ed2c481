package dev.perdure.client;

import dev.perdure.client.StandaloneActivityOutboundCalls.StartActivityInput;
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
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The verbs of [Client] that start standalone activities, typed from no argument to four. Callers
/// see them as the client's own.
abstract class ClientActivities extends ClientActivityHandles {
  ClientActivities() {}

  /// Starts an activity that belongs to no workflow, and returns its handle.
  ///
  /// ```java
  /// ActivityHandle<String> charge =
  ///     client.startActivity(
  ///         Payments::charge,
  ///         "42",
  ///         StartActivityOptions.startToClose("charge-42", "payments", ofSeconds(10)));
  /// System.out.println(charge.result());
  /// ```
  ///
  /// @throws ActivityAlreadyStartedException when the id is taken
  public <T, R extends @Nullable Object> ActivityHandle<R> startActivity(
      MethodRef0<T, R> activity, StartActivityOptions options) {
    return start(activity, options);
  }

  /// Starts an activity and returns its handle.
  public <T> ActivityHandle<@Nullable Void> startActivity(
      VoidMethodRef0<T> activity, StartActivityOptions options) {
    return start(activity, options);
  }

  /// Starts an activity and returns its handle.
  public <T, A1 extends @Nullable Object, R extends @Nullable Object>
      ActivityHandle<R> startActivity(
          MethodRef1<T, A1, R> activity, A1 argument1, StartActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Starts an activity and returns its handle.
  public <T, A1 extends @Nullable Object> ActivityHandle<@Nullable Void> startActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, StartActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Starts an activity and returns its handle.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      ActivityHandle<R> startActivity(
          MethodRef2<T, A1, A2, R> activity,
          A1 argument1,
          A2 argument2,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Starts an activity and returns its handle.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object>
      ActivityHandle<@Nullable Void> startActivity(
          VoidMethodRef2<T, A1, A2> activity,
          A1 argument1,
          A2 argument2,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Starts an activity and returns its handle.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      ActivityHandle<R> startActivity(
          MethodRef3<T, A1, A2, A3, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Starts an activity and returns its handle.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      ActivityHandle<@Nullable Void> startActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Starts an activity and returns its handle.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      ActivityHandle<R> startActivity(
          MethodRef4<T, A1, A2, A3, A4, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Starts an activity and returns its handle.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      ActivityHandle<@Nullable Void> startActivity(
          VoidMethodRef4<T, A1, A2, A3, A4> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          StartActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Starts an activity by its type's name and returns its handle.
  ///
  /// @throws ActivityAlreadyStartedException when the id is taken
  public <R> ActivityHandle<@Nullable R> startActivity(
      String activityType,
      Class<R> resultType,
      StartActivityOptions options,
      @Nullable Object... arguments) {
    return started(activityType, resultType, options, arguments);
  }

  /// Starts an activity by its type's name and returns its handle.
  ///
  /// @throws ActivityAlreadyStartedException when the id is taken
  public <R> ActivityHandle<@Nullable R> startActivity(
      String activityType,
      TypeRef<R> resultType,
      StartActivityOptions options,
      @Nullable Object... arguments) {
    return started(activityType, resultType.type(), options, arguments);
  }

  private <R extends @Nullable Object> ActivityHandle<R> start(
      Serializable activity, StartActivityOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(activity);
    return started(method.activityType(), method.resultType(), options, arguments);
  }

  @SuppressWarnings("unchecked") // the handle has the type of what is started
  private <R extends @Nullable Object> ActivityHandle<R> started(
      String type, Type resultType, StartActivityOptions options, @Nullable Object... arguments) {
    return (ActivityHandle<R>)
        outbound()
            .startActivity(
                new StartActivityInput(
                    type, options, Arrays.asList(arguments), resultType, Map.of()));
  }

  /// Starts an activity and waits for its result.
  public <T, R extends @Nullable Object> R executeActivity(
      MethodRef0<T, R> activity, StartActivityOptions options) {
    return startActivity(activity, options).result();
  }

  /// Starts an activity and waits until it completes.
  public <T> void executeActivity(VoidMethodRef0<T> activity, StartActivityOptions options) {
    startActivity(activity, options).result();
  }

  /// Starts an activity and waits for its result.
  public <T, A1 extends @Nullable Object, R extends @Nullable Object> R executeActivity(
      MethodRef1<T, A1, R> activity, A1 argument1, StartActivityOptions options) {
    return startActivity(activity, argument1, options).result();
  }

  /// Starts an activity and waits until it completes.
  public <T, A1 extends @Nullable Object> void executeActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, StartActivityOptions options) {
    startActivity(activity, argument1, options).result();
  }

  /// Starts an activity and waits for its result.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R executeActivity(
          MethodRef2<T, A1, A2, R> activity,
          A1 argument1,
          A2 argument2,
          StartActivityOptions options) {
    return startActivity(activity, argument1, argument2, options).result();
  }

  /// Starts an activity and waits until it completes.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void executeActivity(
      VoidMethodRef2<T, A1, A2> activity,
      A1 argument1,
      A2 argument2,
      StartActivityOptions options) {
    startActivity(activity, argument1, argument2, options).result();
  }

  /// Starts an activity and waits for its result.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R executeActivity(
          MethodRef3<T, A1, A2, A3, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          StartActivityOptions options) {
    return startActivity(activity, argument1, argument2, argument3, options).result();
  }

  /// Starts an activity and waits until it completes.
  public <T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          StartActivityOptions options) {
    startActivity(activity, argument1, argument2, argument3, options).result();
  }

  /// Starts an activity and waits for its result.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R executeActivity(
          MethodRef4<T, A1, A2, A3, A4, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          StartActivityOptions options) {
    return startActivity(activity, argument1, argument2, argument3, argument4, options).result();
  }

  /// Starts an activity and waits until it completes.
  public <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeActivity(
          VoidMethodRef4<T, A1, A2, A3, A4> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          StartActivityOptions options) {
    startActivity(activity, argument1, argument2, argument3, argument4, options).result();
  }

  /// Starts an activity by its type's name and waits for its result.
  ///
  /// @throws ActivityAlreadyStartedException when the id is taken
  /// @throws ActivityFailedException when it failed, timed out, was cancelled or terminated
  public <R> @Nullable R executeActivity(
      String activityType,
      Class<R> resultType,
      StartActivityOptions options,
      @Nullable Object... arguments) {
    return startActivity(activityType, resultType, options, arguments).result();
  }

  /// Starts an activity by its type's name and waits for its result.
  ///
  /// @throws ActivityAlreadyStartedException when the id is taken
  /// @throws ActivityFailedException when it failed, timed out, was cancelled or terminated
  public <R> @Nullable R executeActivity(
      String activityType,
      TypeRef<R> resultType,
      StartActivityOptions options,
      @Nullable Object... arguments) {
    return startActivity(activityType, resultType, options, arguments).result();
  }
}

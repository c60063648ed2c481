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

/// The verbs of [Workflow] about local activities, typed from no argument to four. Callers see them
/// as Workflow's own.
///
/// A local activity runs in the worker that runs the workflow, within the workflow task, and costs
/// the server no task of its own: for short calls that seldom fail. It has no heartbeats, and it
/// runs again when the worker is lost before the workflow task is over.
abstract class LocalActivityCalls extends ActivityCalls {
  LocalActivityCalls() {}

  /// Runs a local activity with no arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, R extends @Nullable Object> R executeLocalActivity(
      MethodRef0<T, R> activity, LocalActivityOptions options) {
    return LocalActivityCalls.<R>start(activity, options).get();
  }

  /// Runs a local activity with no arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T> void executeLocalActivity(
      VoidMethodRef0<T> activity, LocalActivityOptions options) {
    LocalActivityCalls.<@Nullable Void>start(activity, options).get();
  }

  /// Starts a local activity with no arguments.
  public static <T, R extends @Nullable Object> Promise<R> startLocalActivity(
      MethodRef0<T, R> activity, LocalActivityOptions options) {
    return start(activity, options);
  }

  /// Starts a local activity with no arguments and no result.
  public static <T> Promise<@Nullable Void> startLocalActivity(
      VoidMethodRef0<T> activity, LocalActivityOptions options) {
    return start(activity, options);
  }

  /// Runs a local activity with one argument and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object> R executeLocalActivity(
      MethodRef1<T, A1, R> activity, A1 argument1, LocalActivityOptions options) {
    return LocalActivityCalls.<R>start(activity, options, argument1).get();
  }

  /// Runs a local activity with one argument and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object> void executeLocalActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, LocalActivityOptions options) {
    LocalActivityCalls.<@Nullable Void>start(activity, options, argument1).get();
  }

  /// Starts a local activity with one argument.
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object>
      Promise<R> startLocalActivity(
          MethodRef1<T, A1, R> activity, A1 argument1, LocalActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Starts a local activity with one argument and no result.
  public static <T, A1 extends @Nullable Object> Promise<@Nullable Void> startLocalActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, LocalActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Runs a local activity with two arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R executeLocalActivity(
          MethodRef2<T, A1, A2, R> activity,
          A1 argument1,
          A2 argument2,
          LocalActivityOptions options) {
    return LocalActivityCalls.<R>start(activity, options, argument1, argument2).get();
  }

  /// Runs a local activity with two arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object>
      void executeLocalActivity(
          VoidMethodRef2<T, A1, A2> activity,
          A1 argument1,
          A2 argument2,
          LocalActivityOptions options) {
    LocalActivityCalls.<@Nullable Void>start(activity, options, argument1, argument2).get();
  }

  /// Starts a local activity with two arguments.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      Promise<R> startLocalActivity(
          MethodRef2<T, A1, A2, R> activity,
          A1 argument1,
          A2 argument2,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Starts a local activity with two arguments and no result.
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object>
      Promise<@Nullable Void> startLocalActivity(
          VoidMethodRef2<T, A1, A2> activity,
          A1 argument1,
          A2 argument2,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Runs a local activity with three arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R executeLocalActivity(
          MethodRef3<T, A1, A2, A3, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          LocalActivityOptions options) {
    return LocalActivityCalls.<R>start(activity, options, argument1, argument2, argument3).get();
  }

  /// Runs a local activity with three arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeLocalActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          LocalActivityOptions options) {
    LocalActivityCalls.<@Nullable Void>start(activity, options, argument1, argument2, argument3)
        .get();
  }

  /// Starts a local activity with three arguments.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      Promise<R> startLocalActivity(
          MethodRef3<T, A1, A2, A3, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Starts a local activity with three arguments and no result.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      Promise<@Nullable Void> startLocalActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Runs a local activity with four arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R executeLocalActivity(
          MethodRef4<T, A1, A2, A3, A4, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          LocalActivityOptions options) {
    return LocalActivityCalls.<R>start(
            activity, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Runs a local activity with four arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void executeLocalActivity(
          VoidMethodRef4<T, A1, A2, A3, A4> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          LocalActivityOptions options) {
    LocalActivityCalls.<@Nullable Void>start(
            activity, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Starts a local activity with four arguments.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      Promise<R> startLocalActivity(
          MethodRef4<T, A1, A2, A3, A4, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Starts a local activity with four arguments and no result.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      Promise<@Nullable Void> startLocalActivity(
          VoidMethodRef4<T, A1, A2, A3, A4> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          LocalActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Runs a local activity of this worker by name and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <R> @Nullable R executeLocalActivity(
      String activityType,
      Class<R> resultType,
      LocalActivityOptions options,
      @Nullable Object... arguments) {
    return startLocalActivity(activityType, resultType, options, arguments).get();
  }

  /// Runs a local activity of this worker by name and waits for its result of a generic type.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <R> @Nullable R executeLocalActivity(
      String activityType,
      TypeRef<R> resultType,
      LocalActivityOptions options,
      @Nullable Object... arguments) {
    return startLocalActivity(activityType, resultType, options, arguments).get();
  }

  /// Starts a local activity of this worker by name.
  public static <R> Promise<@Nullable R> startLocalActivity(
      String activityType,
      Class<R> resultType,
      LocalActivityOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current()
        .startLocalActivity(activityType, resultType, options, arguments);
  }

  /// Starts a local activity of this worker by name with a result of a generic type.
  public static <R> Promise<@Nullable R> startLocalActivity(
      String activityType,
      TypeRef<R> resultType,
      LocalActivityOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current()
        .startLocalActivity(activityType, resultType.type(), options, arguments);
  }

  private static <R extends @Nullable Object> Promise<R> start(
      Serializable activity, LocalActivityOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(activity);
    return WorkflowContext.current()
        .startLocalActivity(method.activityType(), method.resultType(), options, arguments);
  }
}

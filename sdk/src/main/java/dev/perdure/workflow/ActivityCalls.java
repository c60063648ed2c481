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

/// The verbs of [Workflow] about activities, typed from no argument to four. Callers see them as
/// Workflow's own.
abstract class ActivityCalls {
  ActivityCalls() {}

  /// Runs an activity with no arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, R extends @Nullable Object> R executeActivity(
      MethodRef0<T, R> activity, ActivityOptions options) {
    return ActivityCalls.<R>start(activity, options).get();
  }

  /// Runs an activity with no arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T> void executeActivity(VoidMethodRef0<T> activity, ActivityOptions options) {
    ActivityCalls.<@Nullable Void>start(activity, options).get();
  }

  /// Starts an activity with no arguments.
  public static <T, R extends @Nullable Object> Promise<R> startActivity(
      MethodRef0<T, R> activity, ActivityOptions options) {
    return start(activity, options);
  }

  /// Starts an activity with no arguments and no result.
  public static <T> Promise<@Nullable Void> startActivity(
      VoidMethodRef0<T> activity, ActivityOptions options) {
    return start(activity, options);
  }

  /// Runs an activity with one argument and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object> R executeActivity(
      MethodRef1<T, A1, R> activity, A1 argument1, ActivityOptions options) {
    return ActivityCalls.<R>start(activity, options, argument1).get();
  }

  /// Runs an activity with one argument and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object> void executeActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, ActivityOptions options) {
    ActivityCalls.<@Nullable Void>start(activity, options, argument1).get();
  }

  /// Starts an activity with one argument.
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object>
      Promise<R> startActivity(
          MethodRef1<T, A1, R> activity, A1 argument1, ActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Starts an activity with one argument and no result.
  public static <T, A1 extends @Nullable Object> Promise<@Nullable Void> startActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, ActivityOptions options) {
    return start(activity, options, argument1);
  }

  /// Runs an activity with two arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R executeActivity(
          MethodRef2<T, A1, A2, R> activity, A1 argument1, A2 argument2, ActivityOptions options) {
    return ActivityCalls.<R>start(activity, options, argument1, argument2).get();
  }

  /// Runs an activity with two arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void executeActivity(
      VoidMethodRef2<T, A1, A2> activity, A1 argument1, A2 argument2, ActivityOptions options) {
    ActivityCalls.<@Nullable Void>start(activity, options, argument1, argument2).get();
  }

  /// Starts an activity with two arguments.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      Promise<R> startActivity(
          MethodRef2<T, A1, A2, R> activity, A1 argument1, A2 argument2, ActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Starts an activity with two arguments and no result.
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object>
      Promise<@Nullable Void> startActivity(
          VoidMethodRef2<T, A1, A2> activity, A1 argument1, A2 argument2, ActivityOptions options) {
    return start(activity, options, argument1, argument2);
  }

  /// Runs an activity with three arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
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
          ActivityOptions options) {
    return ActivityCalls.<R>start(activity, options, argument1, argument2, argument3).get();
  }

  /// Runs an activity with three arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void executeActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ActivityOptions options) {
    ActivityCalls.<@Nullable Void>start(activity, options, argument1, argument2, argument3).get();
  }

  /// Starts an activity with three arguments.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      Promise<R> startActivity(
          MethodRef3<T, A1, A2, A3, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Starts an activity with three arguments and no result.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      Promise<@Nullable Void> startActivity(
          VoidMethodRef3<T, A1, A2, A3> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3);
  }

  /// Runs an activity with four arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
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
          ActivityOptions options) {
    return ActivityCalls.<R>start(activity, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Runs an activity with four arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <
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
          ActivityOptions options) {
    ActivityCalls.<@Nullable Void>start(
            activity, options, argument1, argument2, argument3, argument4)
        .get();
  }

  /// Starts an activity with four arguments.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      Promise<R> startActivity(
          MethodRef4<T, A1, A2, A3, A4, R> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Starts an activity with four arguments and no result.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      Promise<@Nullable Void> startActivity(
          VoidMethodRef4<T, A1, A2, A3, A4> activity,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ActivityOptions options) {
    return start(activity, options, argument1, argument2, argument3, argument4);
  }

  /// Runs an activity that is known by name, as of a worker in another language, and waits for its
  /// result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <R> @Nullable R executeActivity(
      String activityType,
      Class<R> resultType,
      ActivityOptions options,
      @Nullable Object... arguments) {
    return startActivity(activityType, resultType, options, arguments).get();
  }

  /// Runs an activity that is known by name, as of a worker in another language, and waits for its
  /// result of a generic type.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <R> @Nullable R executeActivity(
      String activityType,
      TypeRef<R> resultType,
      ActivityOptions options,
      @Nullable Object... arguments) {
    return startActivity(activityType, resultType, options, arguments).get();
  }

  /// Starts an activity that is known by name, as of a worker in another language.
  public static <R> Promise<@Nullable R> startActivity(
      String activityType,
      Class<R> resultType,
      ActivityOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current().startActivity(activityType, resultType, options, arguments);
  }

  /// Starts an activity that is known by name, as of a worker in another language, with a result of
  /// a generic type.
  public static <R> Promise<@Nullable R> startActivity(
      String activityType,
      TypeRef<R> resultType,
      ActivityOptions options,
      @Nullable Object... arguments) {
    return WorkflowContext.current()
        .startActivity(activityType, resultType.type(), options, arguments);
  }

  private static <R extends @Nullable Object> Promise<R> start(
      Serializable activity, ActivityOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(activity);
    return WorkflowContext.current()
        .startActivity(method.activityType(), method.resultType(), options, arguments);
  }
}

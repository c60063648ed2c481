package dev.perdure.workflow;

import dev.perdure.common.Details;
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
import dev.perdure.internal.workflow.ReplayAwareLogger;
import dev.perdure.internal.workflow.WorkflowContext;
import java.io.Serializable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The entry to everything that workflow code does, and the annotations that declare a workflow.
///
/// Workflow code is run again from its history when a worker needs its state, so it must do the
/// same each time: what it asks for, it asks for here, and everything that touches the world is an
/// activity. Calls that wait do so without holding a thread.
///
/// All methods belong to the workflow's own threads: those of its run and signal methods, and of
/// what they start with [#async] or [#scope]. From any other thread they throw an
/// [IllegalStateException]. In query methods, and in the conditions given to [#await], only what
/// reads is allowed.
public final class Workflow {
  private Workflow() {}

  /// Declares a workflow: a class, or an interface that classes implement.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Definition {
    /// The workflow type's name on the wire; the simple name of the annotated type when empty.
    String name() default "";
  }

  /// Marks the one method that is the workflow.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Run {}

  /// Marks a method that handles a signal.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Signal {
    /// The signal's name on the wire; the method's name when empty.
    String name() default "";
  }

  /// Marks a method that answers a query. It must return a value and change nothing.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Query {
    /// The query's name on the wire; the method's name when empty.
    String name() default "";
  }

  // ---- activities: the typed verbs, from no argument to four

  /// Runs an activity with no arguments and waits for its result.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, R extends @Nullable Object> R executeActivity(
      MethodRef0<T, R> activity, ActivityOptions options) {
    return Workflow.<R>start(activity, options).get();
  }

  /// Runs an activity with no arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T> void executeActivity(VoidMethodRef0<T> activity, ActivityOptions options) {
    Workflow.<@Nullable Void>start(activity, options).get();
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
    return Workflow.<R>start(activity, options, argument1).get();
  }

  /// Runs an activity with one argument and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object> void executeActivity(
      VoidMethodRef1<T, A1> activity, A1 argument1, ActivityOptions options) {
    Workflow.<@Nullable Void>start(activity, options, argument1).get();
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
    return Workflow.<R>start(activity, options, argument1, argument2).get();
  }

  /// Runs an activity with two arguments and no result, and waits for its end.
  ///
  /// @throws dev.perdure.failure.ActivityFailure when it failed for good; its cause says why
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void executeActivity(
      VoidMethodRef2<T, A1, A2> activity, A1 argument1, A2 argument2, ActivityOptions options) {
    Workflow.<@Nullable Void>start(activity, options, argument1, argument2).get();
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
    return Workflow.<R>start(activity, options, argument1, argument2, argument3).get();
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
    Workflow.<@Nullable Void>start(activity, options, argument1, argument2, argument3).get();
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
    return Workflow.<R>start(activity, options, argument1, argument2, argument3, argument4).get();
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
    Workflow.<@Nullable Void>start(activity, options, argument1, argument2, argument3, argument4)
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

  // ---- waiting

  /// Waits until the condition holds. It is tested whenever something happened in the workflow, so
  /// it must only read: fields of the workflow, and what this class tells.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public static void await(BooleanSupplier condition) {
    WorkflowContext.current().await(condition);
  }

  /// Waits until the condition holds, but not longer than a durable timer runs. Returns whether it
  /// holds.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public static boolean await(Duration timeout, BooleanSupplier condition) {
    return WorkflowContext.current().await(timeout, condition);
  }

  /// Waits for a time, measured by a durable timer: days are fine. Zero is a timer too.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public static void sleep(Duration duration) {
    WorkflowContext.current().startTimer(duration).get();
  }

  /// Starts a durable timer.
  public static Promise<@Nullable Void> startTimer(Duration duration) {
    return WorkflowContext.current().startTimer(duration);
  }

  // ---- concurrency and cancellation

  /// Runs code side by side with the caller. It runs when the caller waits, and it is cancelled
  /// with the code that started it.
  ///
  /// What the code throws is thrown by [Promise#get]. It neither fails the workflow nor its task by
  /// itself; when nobody has asked for it by the end of the workflow, it is logged as a warning.
  public static <T extends @Nullable Object> Promise<T> async(Callable<? extends T> code) {
    return WorkflowContext.current().async(code);
  }

  /// Runs code without a result side by side with the caller. It runs when the caller waits, and it
  /// is cancelled with the code that started it.
  ///
  /// What the code throws is thrown by [Promise#get]. It neither fails the workflow nor its task by
  /// itself; when nobody has asked for it by the end of the workflow, it is logged as a warning.
  public static Promise<@Nullable Void> async(Runnable code) {
    return WorkflowContext.current().async(WorkflowContext.callable(code));
  }

  /// Opens a scope for pieces of code that run side by side and end together.
  public static TaskScope scope() {
    return WorkflowContext.current().scope();
  }

  /// Runs code that is not cancelled when its caller is: for cleaning up after a cancellation.
  public static <T extends @Nullable Object> T detached(Callable<? extends T> code) {
    return WorkflowContext.current().detached(code);
  }

  /// Runs code that is not cancelled when its caller is: for cleaning up after a cancellation.
  public static void detached(Runnable code) {
    WorkflowContext.current().detached(WorkflowContext.callable(code));
  }

  /// Whether the calling code is cancelled: all that it starts or waits for now fails.
  public static boolean isCancelled() {
    return WorkflowContext.current().isCancelled();
  }

  /// Why the workflow's cancellation was requested, empty when no reason was given; null when it
  /// was not requested.
  public static @Nullable String cancellationReason() {
    return WorkflowContext.current().cancellationReason();
  }

  // ---- signals

  /// Sets what handles signals of a name, beside the methods that are annotated. Signals of that
  /// name that came before are handled now, in order.
  public static void setSignalHandler(String name, Consumer<Details> handler) {
    WorkflowContext.current().setSignalHandler(name, handler);
  }

  // ---- time, chance and the run itself

  /// The workflow's time: that at which the current workflow task started. It stands still while
  /// code runs.
  public static Instant now() {
    return WorkflowContext.current().now();
  }

  /// The workflow's time in milliseconds since 1970 (see [#now]).
  public static long currentTimeMillis() {
    return now().toEpochMilli();
  }

  /// A random UUID that is the same when the code runs again.
  public static UUID uuid4() {
    return WorkflowContext.current().uuid4();
  }

  /// Random numbers that are the same when the code runs again.
  public static RandomGenerator random() {
    return WorkflowContext.current().random();
  }

  /// What is known about the run.
  public static WorkflowInfo info() {
    return WorkflowContext.current().info();
  }

  /// Whether the code does again what it did before. Code must not decide by it.
  public static boolean isReplaying() {
    return WorkflowContext.current().isReplaying();
  }

  /// A logger that is silent in replay, so that each message appears once, and that adds
  /// `workflowId`, `runId` and `workflowType` to the logging context. It may be kept in a static
  /// field; outside of workflow code it logs as any other.
  public static Logger logger(Class<?> type) {
    return ReplayAwareLogger.of(type);
  }

  // ---- continue as new

  /// Ends this run; the workflow goes on in a new one with no arguments, an empty history and the
  /// same options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <T, R extends @Nullable Object> R continueAsNew(MethodRef0<T, R> run) {
    return goOn(run, ContinueAsNewOptions.defaults());
  }

  /// Ends this run; the workflow goes on in a new one with no arguments, an empty history and other
  /// options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <T, R extends @Nullable Object> R continueAsNew(
      MethodRef0<T, R> run, ContinueAsNewOptions options) {
    return goOn(run, options);
  }

  /// Ends this run; the workflow goes on in a new one with no arguments, an empty history and the
  /// same options. It does not return.
  public static <T> void continueAsNew(VoidMethodRef0<T> run) {
    Workflow.<@Nullable Void>goOn(run, ContinueAsNewOptions.defaults());
  }

  /// Ends this run; the workflow goes on in a new one with no arguments, an empty history and other
  /// options. It does not return.
  public static <T> void continueAsNew(VoidMethodRef0<T> run, ContinueAsNewOptions options) {
    Workflow.<@Nullable Void>goOn(run, options);
  }

  /// Ends this run; the workflow goes on in a new one with one argument, an empty history and the
  /// same options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object> R continueAsNew(
      MethodRef1<T, A1, R> run, A1 argument1) {
    return goOn(run, ContinueAsNewOptions.defaults(), argument1);
  }

  /// Ends this run; the workflow goes on in a new one with one argument, an empty history and other
  /// options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <T, A1 extends @Nullable Object, R extends @Nullable Object> R continueAsNew(
      MethodRef1<T, A1, R> run, A1 argument1, ContinueAsNewOptions options) {
    return goOn(run, options, argument1);
  }

  /// Ends this run; the workflow goes on in a new one with one argument, an empty history and the
  /// same options. It does not return.
  public static <T, A1 extends @Nullable Object> void continueAsNew(
      VoidMethodRef1<T, A1> run, A1 argument1) {
    Workflow.<@Nullable Void>goOn(run, ContinueAsNewOptions.defaults(), argument1);
  }

  /// Ends this run; the workflow goes on in a new one with one argument, an empty history and other
  /// options. It does not return.
  public static <T, A1 extends @Nullable Object> void continueAsNew(
      VoidMethodRef1<T, A1> run, A1 argument1, ContinueAsNewOptions options) {
    Workflow.<@Nullable Void>goOn(run, options, argument1);
  }

  /// Ends this run; the workflow goes on in a new one with two arguments, an empty history and the
  /// same options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R continueAsNew(MethodRef2<T, A1, A2, R> run, A1 argument1, A2 argument2) {
    return goOn(run, ContinueAsNewOptions.defaults(), argument1, argument2);
  }

  /// Ends this run; the workflow goes on in a new one with two arguments, an empty history and
  /// other options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      R continueAsNew(
          MethodRef2<T, A1, A2, R> run, A1 argument1, A2 argument2, ContinueAsNewOptions options) {
    return goOn(run, options, argument1, argument2);
  }

  /// Ends this run; the workflow goes on in a new one with two arguments, an empty history and the
  /// same options. It does not return.
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void continueAsNew(
      VoidMethodRef2<T, A1, A2> run, A1 argument1, A2 argument2) {
    Workflow.<@Nullable Void>goOn(run, ContinueAsNewOptions.defaults(), argument1, argument2);
  }

  /// Ends this run; the workflow goes on in a new one with two arguments, an empty history and
  /// other options. It does not return.
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void continueAsNew(
      VoidMethodRef2<T, A1, A2> run, A1 argument1, A2 argument2, ContinueAsNewOptions options) {
    Workflow.<@Nullable Void>goOn(run, options, argument1, argument2);
  }

  /// Ends this run; the workflow goes on in a new one with three arguments, an empty history and
  /// the same options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R continueAsNew(MethodRef3<T, A1, A2, A3, R> run, A1 argument1, A2 argument2, A3 argument3) {
    return goOn(run, ContinueAsNewOptions.defaults(), argument1, argument2, argument3);
  }

  /// Ends this run; the workflow goes on in a new one with three arguments, an empty history and
  /// other options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      R continueAsNew(
          MethodRef3<T, A1, A2, A3, R> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ContinueAsNewOptions options) {
    return goOn(run, options, argument1, argument2, argument3);
  }

  /// Ends this run; the workflow goes on in a new one with three arguments, an empty history and
  /// the same options. It does not return.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void continueAsNew(
          VoidMethodRef3<T, A1, A2, A3> run, A1 argument1, A2 argument2, A3 argument3) {
    Workflow.<@Nullable Void>goOn(
        run, ContinueAsNewOptions.defaults(), argument1, argument2, argument3);
  }

  /// Ends this run; the workflow goes on in a new one with three arguments, an empty history and
  /// other options. It does not return.
  public static <
          T, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void continueAsNew(
          VoidMethodRef3<T, A1, A2, A3> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          ContinueAsNewOptions options) {
    Workflow.<@Nullable Void>goOn(run, options, argument1, argument2, argument3);
  }

  /// Ends this run; the workflow goes on in a new one with four arguments, an empty history and the
  /// same options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R continueAsNew(
          MethodRef4<T, A1, A2, A3, A4, R> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    return goOn(run, ContinueAsNewOptions.defaults(), argument1, argument2, argument3, argument4);
  }

  /// Ends this run; the workflow goes on in a new one with four arguments, an empty history and
  /// other options. Write `return Workflow.continueAsNew(…)`; it does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      R continueAsNew(
          MethodRef4<T, A1, A2, A3, A4, R> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ContinueAsNewOptions options) {
    return goOn(run, options, argument1, argument2, argument3, argument4);
  }

  /// Ends this run; the workflow goes on in a new one with four arguments, an empty history and the
  /// same options. It does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void continueAsNew(
          VoidMethodRef4<T, A1, A2, A3, A4> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    Workflow.<@Nullable Void>goOn(
        run, ContinueAsNewOptions.defaults(), argument1, argument2, argument3, argument4);
  }

  /// Ends this run; the workflow goes on in a new one with four arguments, an empty history and
  /// other options. It does not return.
  public static <
          T,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void continueAsNew(
          VoidMethodRef4<T, A1, A2, A3, A4> run,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          ContinueAsNewOptions options) {
    Workflow.<@Nullable Void>goOn(run, options, argument1, argument2, argument3, argument4);
  }

  /// Ends this run; a workflow that is known by name goes on in its place, with an empty history.
  /// It does not return.
  public static void continueAsNew(
      String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    Workflow.<@Nullable Void>goOn(workflowType, options, arguments);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it returns nothing of any type
  private static <R extends @Nullable Object> R goOn(
      Serializable run, ContinueAsNewOptions options, @Nullable Object... arguments) {
    return goOn(MethodReferences.resolve(run).workflowType(), options, arguments);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it returns nothing of any type
  private static <R extends @Nullable Object> R goOn(
      String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    WorkflowContext.current().requireWritable("continue as new");
    throw new ContinueAsNewError(workflowType, options, arguments);
  }
}

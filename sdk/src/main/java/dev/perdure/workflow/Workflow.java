package dev.perdure.workflow;

import dev.perdure.common.Details;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.SearchAttributeUpdate;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.failure.Failure;
import dev.perdure.internal.workflow.ReplayAwareLogger;
import dev.perdure.internal.workflow.WorkflowContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The entry to everything that workflow code does, and the annotations that declare a workflow.
///
/// Workflow code is run again from its history when a worker needs its state, so it must do the
/// same each time: what it asks for, it asks for here, and everything that touches the world is an
/// activity. Calls that wait do so without holding a thread.
///
/// All methods belong to the workflow's own threads: those of its run, signal and update methods,
/// and of what they start with [#async] or [#scope]. From any other thread they throw an
/// [IllegalStateException]. In query methods, update validators, and the conditions given to
/// [#await], only what reads is allowed.
///
/// The verbs that are typed for each number of arguments stand in superclasses, one for each kind.
public final class Workflow extends HandlerCalls {
  private Workflow() {}

  /// Declares a workflow: a class, or an interface that classes implement.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Definition {
    /// The workflow type's name on the wire; the simple name of the annotated type when empty.
    String name() default "";

    /// Whether it runs all workflow types that the worker has no other definition for; the type is
    /// in [Workflow#info]. Its run method takes [Details].
    boolean dynamic() default false;

    /// Exceptions that fail the workflow and not only its task, besides failures.
    Class<? extends Throwable>[] failureExceptionTypes() default {};

    /// What a new version of the worker's deployment means to its runs.
    VersioningBehavior versioningBehavior() default VersioningBehavior.UNSPECIFIED;
  }

  /// Marks the one method that is the workflow.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Run {}

  /// Marks the constructor that makes instances from the arguments of the run method: it has the
  /// same parameters. It runs before any handler, and must not wait.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.CONSTRUCTOR)
  public @interface Init {}

  /// Marks a method of a dynamic workflow that returns a [DynamicWorkflowConfig]. It is called for
  /// each instance before anything else.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface DynamicConfig {}

  /// Marks a method that handles a signal.
  ///
  /// A failure that the method throws fails the workflow, and any other exception the workflow
  /// task, unless it is one of the failure exception types. Only that the method was cancelled with
  /// the workflow does neither: how the workflow ends is for its run method to say.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Signal {
    /// The signal's name on the wire; the method's name when empty.
    String name() default "";

    /// Whether it handles all signals that nothing else handles. It then takes `(String name,
    /// Details arguments)`.
    boolean dynamic() default false;

    /// What happens when the workflow ends while the method runs.
    HandlerUnfinishedPolicy unfinishedPolicy() default HandlerUnfinishedPolicy.WARN_AND_ABANDON;

    /// What user interfaces show about it.
    String description() default "";
  }

  /// Marks a method that answers a query. It must return a value and change nothing.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Query {
    /// The query's name on the wire; the method's name when empty.
    String name() default "";

    /// Whether it answers all queries that nothing else answers. It then takes `(String name,
    /// Details arguments)`.
    boolean dynamic() default false;

    /// What user interfaces show about it.
    String description() default "";
  }

  /// Marks a method that handles an update: a call that may change the workflow, may wait, and has
  /// a result for its caller.
  ///
  /// A failure that the method throws is the caller's; any other exception fails the workflow task,
  /// unless it is one of the failure exception types.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Update {
    /// The update's name on the wire; the method's name when empty.
    String name() default "";

    /// Whether it handles all updates that nothing else handles. It then takes `(String name,
    /// Details arguments)`.
    boolean dynamic() default false;

    /// What happens when the workflow ends while the method runs.
    HandlerUnfinishedPolicy unfinishedPolicy() default HandlerUnfinishedPolicy.WARN_AND_ABANDON;

    /// What user interfaces show about it.
    String description() default "";
  }

  /// Marks a method that decides whether an update is accepted: it has the update's parameters, and
  /// refuses by throwing. It only reads. What it refuses leaves no trace in the history.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface UpdateValidator {
    /// The update that it validates: its name on the wire, or the name of its method.
    String value();
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
    return WorkflowContext.current().await(timeout, null, condition);
  }

  /// As [#await(Duration, BooleanSupplier)], with a summary of the wait for user interfaces.
  public static boolean await(Duration timeout, String summary, BooleanSupplier condition) {
    return WorkflowContext.current().await(timeout, summary, condition);
  }

  /// Waits for a time, measured by a durable timer: days are fine. Zero is a timer too.
  ///
  /// @throws dev.perdure.failure.CancelledFailure when the calling code is cancelled meanwhile
  public static void sleep(Duration duration) {
    WorkflowContext.current().startTimer(duration, null).get();
  }

  /// As [#sleep(Duration)], with a summary of the wait for user interfaces.
  public static void sleep(Duration duration, String summary) {
    WorkflowContext.current().startTimer(duration, summary).get();
  }

  /// Starts a durable timer.
  public static Promise<@Nullable Void> startTimer(Duration duration) {
    return WorkflowContext.current().startTimer(duration, null);
  }

  /// Starts a durable timer, with a summary for user interfaces.
  public static Promise<@Nullable Void> startTimer(Duration duration, String summary) {
    return WorkflowContext.current().startTimer(duration, summary);
  }

  // ---- concurrency and cancellation

  /// Runs code side by side with the caller. It runs when the caller waits, and it is cancelled
  /// with the code that started it.
  ///
  /// What the code throws is thrown by [Promise#get]. It neither fails the workflow nor its task by
  /// itself; when the workflow waits or ends without having asked for it, it is logged as a
  /// warning.
  public static <T extends @Nullable Object> Promise<T> async(Callable<? extends T> code) {
    return WorkflowContext.current().async(code);
  }

  /// Runs code without a result side by side with the caller. It runs when the caller waits, and it
  /// is cancelled with the code that started it.
  ///
  /// What the code throws is thrown by [Promise#get]. It neither fails the workflow nor its task by
  /// itself; when the workflow waits or ends without having asked for it, it is logged as a
  /// warning.
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

  // ---- changes of the code

  /// Whether the code takes its new way, so that workflows which began with the old code can go on
  /// with it:
  ///
  /// ```java
  /// if (Workflow.patched("charge-before-packing")) {
  ///   charge();
  ///   pack();
  /// } else {
  ///   pack();
  ///   charge();
  /// }
  /// ```
  ///
  /// The first time that a run asks, the answer is true unless it is repeating what it did before
  /// there was the question; then it stays so. When no run that takes the old way is open any more,
  /// replace the question by [#deprecatePatch]; when none is left for which it was asked, remove
  /// that too.
  public static boolean patched(String id) {
    return WorkflowContext.current().properties().patched(id);
  }

  /// Says that the old way of a patch is gone, while runs may still be replayed that asked for it
  /// with [#patched].
  public static void deprecatePatch(String id) {
    WorkflowContext.current().properties().deprecatePatch(id);
  }

  // ---- what a workflow tells about itself

  /// Changes search attributes: by them lists of workflows are filtered, and [WorkflowInfo] has
  /// them.
  ///
  /// ```java
  /// Workflow.upsertSearchAttributes(STATUS.valueSet("paid"), WAITS_SINCE.valueUnset());
  /// ```
  ///
  /// @throws IllegalArgumentException for the attribute that lists patches
  public static void upsertSearchAttributes(SearchAttributeUpdate... updates) {
    WorkflowContext.current().properties().upsertSearchAttributes(updates);
  }

  /// The memo: values that describe the workflow to whoever looks at it, as JSON gives them
  /// (strings, numbers, lists, maps).
  public static Map<String, @Nullable Object> memo() {
    return WorkflowContext.current().properties().memo();
  }

  /// A value of the memo; null when there is none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public static <T> @Nullable T memoValue(String key, Class<T> type) {
    return (T) WorkflowContext.current().properties().memoValue(key, type);
  }

  /// A value of the memo; null when there is none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public static <T> @Nullable T memoValue(String key, TypeRef<T> type) {
    return (T) WorkflowContext.current().properties().memoValue(key, type.type());
  }

  /// Changes values of the memo. Null removes one; what is not named stays.
  public static void upsertMemo(Map<String, ? extends @Nullable Object> values) {
    WorkflowContext.current().properties().upsertMemo(values);
  }

  /// Tells where the workflow is, in one or more lines of Markdown, for user interfaces. It is not
  /// in the history: user interfaces ask the workflow for it.
  public static void setCurrentDetails(String details) {
    WorkflowContext.current().setCurrentDetails(details);
  }

  /// What was told with [#setCurrentDetails]; empty at first.
  public static String currentDetails() {
    return WorkflowContext.current().currentDetails();
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

  /// Whether the current thread runs workflow code, so that the other methods may be called.
  public static boolean isInWorkflow() {
    return WorkflowContext.isInWorkflow();
  }

  /// What turns values into payloads and back in this workflow, for interceptors and for raw
  /// values.
  public static PayloadConverter payloadConverter() {
    return WorkflowContext.current().payloadConverter();
  }

  /// The object whose run method is the workflow.
  public static Object instance() {
    return WorkflowContext.current().instance();
  }

  /// Whether the last run of the schedule, or cron schedule, that completed left a result.
  public static boolean hasLastCompletionResult() {
    return WorkflowContext.current().hasLastCompletionResult();
  }

  /// The result of the last run of the schedule, or cron schedule, that completed; null when there
  /// is none.
  @SuppressWarnings("unchecked") // decoded to this type
  public static <T> @Nullable T lastCompletionResult(Class<T> type) {
    return (T) WorkflowContext.current().lastCompletionResult(type);
  }

  /// The result of the last run of the schedule, or cron schedule, that completed; null when there
  /// is none.
  @SuppressWarnings("unchecked") // decoded to this type
  public static <T> @Nullable T lastCompletionResult(TypeRef<T> type) {
    return (T) WorkflowContext.current().lastCompletionResult(type.type());
  }

  /// Why the run before this one failed, if this is a retry or the next run of a schedule or cron
  /// schedule; null otherwise.
  public static @Nullable Failure lastFailure() {
    return WorkflowContext.current().lastFailure();
  }

  /// Whether an exception fails the workflow when it leaves the run method. Any other one fails
  /// only the workflow task, which is then tried again.
  public static boolean isFailureException(Throwable exception) {
    return WorkflowContext.current().isFailureException(exception);
  }

  /// Whether the code does again what it did before. Code must not decide by it.
  public static boolean isReplaying() {
    return WorkflowContext.current().isReplaying();
  }

  /// Makes metrics that have the namespace, the task queue and the workflow type as attributes, and
  /// that count what the code does once, however often it is replayed. They belong to this run, so
  /// do not keep them in static fields.
  public static MetricMeter metricMeter() {
    return WorkflowContext.current().metricMeter();
  }

  /// A logger that is silent in replay, so that each message appears once, and that adds
  /// `workflowId`, `runId` and `workflowType` to the logging context. It may be kept in a static
  /// field; outside of workflow code it logs as any other.
  public static Logger logger(Class<?> type) {
    return ReplayAwareLogger.of(type);
  }
}

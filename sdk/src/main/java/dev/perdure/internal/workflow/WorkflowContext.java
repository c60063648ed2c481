package dev.perdure.internal.workflow;

import dev.perdure.common.MetricMeter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failure;
import dev.perdure.internal.coroutine.CoroutineStopped;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls.ContinueAsNewInput;
import dev.perdure.worker.WorkflowOutboundCalls.StartActivityInput;
import dev.perdure.worker.WorkflowOutboundCalls.StartChildWorkflowInput;
import dev.perdure.worker.WorkflowOutboundCalls.StartLocalActivityInput;
import dev.perdure.worker.WorkflowOutboundCalls.StartTimerInput;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.ChildWorkflowHandle;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.ContinueAsNewError;
import dev.perdure.workflow.ContinueAsNewOptions;
import dev.perdure.workflow.ExternalWorkflowHandle;
import dev.perdure.workflow.LocalActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.TaskScope;
import dev.perdure.workflow.UpdateInfo;
import dev.perdure.workflow.WorkflowInfo;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What stands behind `Workflow`: the run that the current thread works for, and the scope in which
/// it does. Bound once per coroutine, and anew where code is detached.
public final class WorkflowContext {
  private static final ScopedValue<WorkflowContext> CURRENT = ScopedValue.newInstance();

  private final RunContext run;
  private final CancelScope scope;
  private final @Nullable UpdateInfo update;

  /// @param update the update that the code handles; null for none
  WorkflowContext(RunContext run, CancelScope scope, @Nullable UpdateInfo update) {
    this.run = run;
    this.scope = scope;
    this.update = update;
  }

  /// The context of the current thread.
  ///
  /// @throws IllegalStateException when the thread is not a workflow's, or not on its turn
  public static WorkflowContext current() {
    WorkflowContext context = CURRENT.isBound() ? CURRENT.get() : null;
    if (context == null || !context.run.scheduler.isOnTurn()) {
      throw new IllegalStateException(
          ("The thread \"%s\" does not run workflow code. The methods of Workflow, and"
                      + " promises, belong")
                  .formatted(Thread.currentThread().getName())
              + " to a workflow's run and signal methods and to what these start with"
              + " Workflow.async; not to threads, executors or parallel streams, and not to"
              + " activities or clients.");
    }
    return context;
  }

  /// Whether the current thread runs workflow code.
  public static boolean isInWorkflow() {
    return CURRENT.isBound() && CURRENT.get().run.scheduler.isOnTurn();
  }

  static @Nullable RunContext runOrNull() {
    return CURRENT.isBound() ? CURRENT.get().run : null;
  }

  /// Runs code with this as its context.
  void run(Runnable code) {
    ScopedValue.where(CURRENT, this).run(code);
  }

  /// Runs code with this as its context.
  <T extends @Nullable Object, X extends Throwable> T call(ScopedValue.CallableOp<T, X> code)
      throws X {
    return ScopedValue.where(CURRENT, this).call(code);
  }

  /// Refuses what only reading code must not do.
  public void requireWritable(String verb) {
    run.requireWritable(verb);
  }

  RunContext run() {
    return run;
  }

  CancelScope cancelScope() {
    return scope;
  }

  /// Starts an activity.
  @SuppressWarnings("unchecked") // the caller's types say what the activity returns
  public <R extends @Nullable Object> Promise<R> startActivity(
      String type, Type resultType, ActivityOptions options, @Nullable Object... arguments) {
    return (Promise<R>)
        run.outbound.startActivity(
            new StartActivityInput(type, resultType, options, Arrays.asList(arguments), Map.of()));
  }

  /// Starts a child workflow, and waits until it has started.
  @SuppressWarnings("unchecked") // the caller's types say what the child is
  public <W, R extends @Nullable Object> ChildWorkflowHandle<W, R> startChildWorkflow(
      String type, Type resultType, ChildWorkflowOptions options, @Nullable Object... arguments) {
    run.requireWritable("start a child workflow");
    return (ChildWorkflowHandle<W, R>)
        run.outbound.startChildWorkflow(
            new StartChildWorkflowInput(
                type,
                resultType,
                options.id() == null ? options.withId(uuid4().toString()) : options,
                Arrays.asList(arguments),
                Map.of()));
  }

  /// The handle of another workflow.
  public <W> ExternalWorkflowHandle<W> getExternalWorkflowHandle(String id) {
    return new ExternalHandle<>(id, null);
  }

  /// Starts a local activity.
  @SuppressWarnings("unchecked") // the caller's types say what the activity returns
  public <R extends @Nullable Object> Promise<R> startLocalActivity(
      String type, Type resultType, LocalActivityOptions options, @Nullable Object... arguments) {
    return (Promise<R>)
        run.outbound.startLocalActivity(
            new StartLocalActivityInput(
                type, resultType, options, Arrays.asList(arguments), Map.of()));
  }

  /// Starts a timer.
  public Promise<@Nullable Void> startTimer(Duration duration, @Nullable String summary) {
    return run.outbound.startTimer(new StartTimerInput(duration, summary));
  }

  /// Lets the workflow go on in a new run, by what it throws.
  public ContinueAsNewError continueAsNew(
      String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    run.outbound.continueAsNew(
        new ContinueAsNewInput(
            workflowType,
            options,
            Arrays.asList(arguments),
            run.started.getHeader().getFieldsMap()));
    throw new IllegalStateException(
        "An interceptor's continueAsNew returned. It must call its next, which throws.");
  }

  /// Waits until the condition holds.
  public void await(BooleanSupplier condition) {
    run.requireWritable("wait");
    boolean[] held = new boolean[1];
    run.scheduler.await(() -> (held[0] = test(condition)) || scope.isCancelled());
    if (!held[0]) {
      throw cancelled();
    }
  }

  /// Waits until the condition holds or the time is over; returns whether it holds.
  public boolean await(Duration timeout, @Nullable String summary, BooleanSupplier condition) {
    run.requireWritable("wait");
    if (test(condition)) {
      return true;
    }
    Promise<@Nullable Void> timer = startTimer(timeout, summary);
    boolean[] held = new boolean[1];
    try {
      run.scheduler.await(
          () -> (held[0] = test(condition)) || timer.isDone() || scope.isCancelled());
    } finally {
      if (!timer.isDone()) {
        timer.cancel();
      }
    }
    if (!held[0] && scope.isCancelled()) {
      throw cancelled();
    }
    return held[0];
  }

  /// A condition sees the context of the code that waits for it, also when the scheduler tests it.
  private boolean test(BooleanSupplier condition) {
    String before = run.readOnly;
    run.readOnly = "A condition";
    try {
      return (CURRENT.isBound() && CURRENT.get() == this)
          ? condition.getAsBoolean()
          : this.<Boolean, RuntimeException>call(condition::getAsBoolean);
    } finally {
      run.readOnly = before;
    }
  }

  /// What is thrown where the code is cancelled.
  CancelledFailure cancelled() {
    String reason = run.cancelReason;
    return CancelledFailure.of(
        reason == null || reason.isEmpty() ? "Cancelled" : "Cancelled: " + reason);
  }

  /// Whether the code is cancelled.
  public boolean isCancelled() {
    return scope.isCancelled();
  }

  /// Why the workflow's cancellation was requested; null when it was not.
  public @Nullable String cancellationReason() {
    return run.cancelReason;
  }

  /// Runs code side by side with the caller.
  public <T extends @Nullable Object> Promise<T> async(Callable<? extends T> code) {
    return fork("async", scope, scope, code);
  }

  /// Starts a coroutine with a scope of its own within another one.
  ///
  /// @param heir cancels what the code has left under way when it ended
  <T extends @Nullable Object> RunPromise<T> fork(
      String name, CancelScope around, CancelScope heir, Callable<? extends T> code) {
    run.requireWritable("start code that runs side by side");
    var own = new CancelScope(around, heir);
    var promise = new RunPromise<T>(run);
    promise.onCancel(own, own::cancel);
    var context = new WorkflowContext(run, own, update);
    run.scheduler.start(name, () -> context.run(() -> settle(promise, own, code)));
    return promise;
  }

  @SuppressWarnings("CatchingUnchecked") // errors too are thrown where the result is asked for
  private static <T extends @Nullable Object> void settle(
      RunPromise<T> promise, CancelScope own, Callable<? extends T> code) {
    T result;
    try {
      result = code.call();
    } catch (CoroutineStopped e) {
      throw e;
    } catch (Throwable e) {
      own.end();
      promise.threw(e);
      return;
    }
    own.end();
    promise.complete(result);
  }

  /// A promise of what the function makes of the result.
  <T extends @Nullable Object, R extends @Nullable Object> Promise<R> then(
      RunPromise<T> source, Function<? super T, ? extends R> function) {
    return fork("then", scope, scope, () -> function.apply(source.get()));
  }

  /// The promises in the order in which there is a result or failure.
  public <T extends @Nullable Object> Iterator<Promise<T>> asCompleted(
      List<? extends Promise<T>> promises) {
    return Promises.asCompleted(promises);
  }

  /// A promise of all results.
  public <T extends @Nullable Object> Promise<List<T>> allOf(
      List<? extends Promise<? extends T>> promises) {
    return Promises.allOf(run, promises);
  }

  /// A promise of the first result or failure.
  public <T extends @Nullable Object> Promise<T> anyOf(
      List<? extends Promise<? extends T>> promises) {
    return Promises.anyOf(run, promises);
  }

  /// Opens a scope.
  public TaskScope scope() {
    run.requireWritable("open a scope");
    return new ForkScope(run, this, scope);
  }

  /// Runs code in a scope that nothing around it cancels.
  public <T extends @Nullable Object> T detached(Callable<? extends T> code) {
    run.requireWritable("run detached code");
    try {
      return new WorkflowContext(run, new CancelScope(null), update).<T, Exception>call(code::call);
    } catch (Exception e) {
      throw Sneaky.rethrow(e);
    }
  }

  /// What handles the run's signals, queries and updates.
  public Handlers handlers() {
    return run.handlers;
  }

  /// Whether no signal and no update is being handled.
  public boolean allHandlersFinished() {
    return run.inProgress.isEmpty();
  }

  /// The update that the code handles; null for none.
  public @Nullable UpdateInfo currentUpdateInfo() {
    return update;
  }

  /// The workflow's time.
  public Instant now() {
    return Wire.instant(run.activation.time());
  }

  /// Random numbers.
  public RandomGenerator random() {
    run.requireWritable("use random numbers");
    return run.random();
  }

  /// A random UUID of version 4.
  public UUID uuid4() {
    run.requireWritable("use random numbers");
    return run.random().uuid4();
  }

  /// The run's memo, search attributes and patches.
  public Properties properties() {
    return new Properties(run);
  }

  /// What turns values into payloads and back, in the context of this workflow.
  public PayloadConverter payloadConverter() {
    return run.settings.converter().payloadConverter();
  }

  /// What is known about the run.
  public WorkflowInfo info() {
    return run.outbound.info();
  }

  /// Where metrics of the workflow's code go, once however often it is replayed.
  public MetricMeter metricMeter() {
    return run.meter();
  }

  /// The workflow's object.
  public Object instance() {
    if (run.instance == null) {
      throw new IllegalStateException("The workflow's object is not made yet.");
    }
    return run.instance;
  }

  /// Which piece of code calls.
  public Object coroutine() {
    return run.scheduler.current();
  }

  /// Tells where the workflow is.
  public void setCurrentDetails(String details) {
    run.requireWritable("set the current details");
    run.currentDetails = details;
  }

  /// What the workflow tells about where it is.
  public String currentDetails() {
    return run.currentDetails;
  }

  /// Whether an exception that leaves the run method fails the workflow, and not only its task.
  public boolean isFailureException(Throwable exception) {
    return run.isFailure(exception);
  }

  /// Whether the run before this one left a result.
  public boolean hasLastCompletionResult() {
    return run.started.getLastCompletionResult().getPayloadsCount() > 0;
  }

  /// The result that the run before this one left; null when it left none.
  public @Nullable Object lastCompletionResult(Type type) {
    return run.settings.converter().decodeResult(run.started.getLastCompletionResult(), type);
  }

  /// Why the run before this one failed; null when it did not.
  public @Nullable Failure lastFailure() {
    return run.started.hasContinuedFailure()
        ? run.settings.converter().decodeFailure(run.started.getContinuedFailure())
        : null;
  }

  /// Whether the code does again what it did before.
  public boolean isReplaying() {
    return run.replaying;
  }

  /// Code without a result as code with one.
  public static Callable<@Nullable Void> callable(Runnable code) {
    return () -> {
      code.run();
      return null;
    };
  }
}

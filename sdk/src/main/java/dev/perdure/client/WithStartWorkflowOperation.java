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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The start of a workflow that goes along with an update: it is started if it does not run, and
/// updated either way. It is used once.
///
/// The options must have an [id conflict policy][WorkflowOptions#withIdConflictPolicy], which says
/// what happens if the workflow runs: `USE_EXISTING` updates it.
///
/// @param <W> the type with the workflow's methods
/// @param <R> the type of its result
public final class WithStartWorkflowOperation<W, R extends @Nullable Object> {
  private final String workflowType;
  private final Type resultType;
  private final WorkflowOptions options;
  private final List<@Nullable Object> arguments;
  private final AtomicBoolean used = new AtomicBoolean();
  private final CompletableFuture<WorkflowHandle<W, R>> handle = new CompletableFuture<>();

  private WithStartWorkflowOperation(
      String workflowType,
      Type resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    if (!options.hasIdConflictPolicy()) {
      throw new IllegalArgumentException(
          "The start of workflow %s goes along with an update, so its options need an id conflict policy: withIdConflictPolicy(USE_EXISTING), or another one."
              .formatted(options.id()));
    }
    if (options.startSignal() != null) {
      throw new IllegalArgumentException(
          "Workflow %s is started with an update, so it cannot be started with a signal too."
              .formatted(options.id()));
    }
    this.workflowType = workflowType;
    this.resultType = resultType;
    this.options = options;
    List<@Nullable Object> list = new ArrayList<>();
    Collections.addAll(list, arguments);
    this.arguments = Collections.unmodifiableList(list);
  }

  /// The start of a workflow with no arguments.
  public static <W, R extends @Nullable Object> WithStartWorkflowOperation<W, R> of(
      MethodRef0<W, R> workflow, WorkflowOptions options) {
    return start(workflow, options);
  }

  /// The start of a workflow with no arguments and no result.
  public static <W> WithStartWorkflowOperation<W, @Nullable Void> of(
      VoidMethodRef0<W> workflow, WorkflowOptions options) {
    return start(workflow, options);
  }

  /// The start of a workflow with one argument.
  public static <W, A1 extends @Nullable Object, R extends @Nullable Object>
      WithStartWorkflowOperation<W, R> of(
          MethodRef1<W, A1, R> workflow, A1 argument1, WorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// The start of a workflow with one argument and no result.
  public static <W, A1 extends @Nullable Object> WithStartWorkflowOperation<W, @Nullable Void> of(
      VoidMethodRef1<W, A1> workflow, A1 argument1, WorkflowOptions options) {
    return start(workflow, options, argument1);
  }

  /// The start of a workflow with two arguments.
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      WithStartWorkflowOperation<W, R> of(
          MethodRef2<W, A1, A2, R> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// The start of a workflow with two arguments and no result.
  public static <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      WithStartWorkflowOperation<W, @Nullable Void> of(
          VoidMethodRef2<W, A1, A2> workflow, A1 argument1, A2 argument2, WorkflowOptions options) {
    return start(workflow, options, argument1, argument2);
  }

  /// The start of a workflow with three arguments.
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      WithStartWorkflowOperation<W, R> of(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// The start of a workflow with three arguments and no result.
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WithStartWorkflowOperation<W, @Nullable Void> of(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3);
  }

  /// The start of a workflow with four arguments.
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      WithStartWorkflowOperation<W, R> of(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  /// The start of a workflow with four arguments and no result.
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WithStartWorkflowOperation<W, @Nullable Void> of(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          WorkflowOptions options) {
    return start(workflow, options, argument1, argument2, argument3, argument4);
  }

  private static <W, R extends @Nullable Object> WithStartWorkflowOperation<W, R> start(
      Serializable workflow, WorkflowOptions options, @Nullable Object... arguments) {
    ResolvedMethod method = MethodReferences.resolve(workflow);
    return new WithStartWorkflowOperation<>(
        method.workflowType(), method.resultType(), options, arguments);
  }

  /// The start of a workflow by its type's name.
  public static <R> WithStartWorkflowOperation<?, @Nullable R> of(
      String workflowType,
      Class<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return new WithStartWorkflowOperation<>(workflowType, resultType, options, arguments);
  }

  /// The start of a workflow by its type's name.
  public static <R> WithStartWorkflowOperation<?, @Nullable R> of(
      String workflowType,
      TypeRef<R> resultType,
      WorkflowOptions options,
      @Nullable Object... arguments) {
    return new WithStartWorkflowOperation<>(workflowType, resultType.type(), options, arguments);
  }

  /// The handle of the workflow that was started or found; waits until that is known.
  ///
  /// @throws WorkflowAlreadyStartedException when the conflict policy forbids to use the workflow
  ///   that is there
  /// @throws RpcException when the call failed
  /// @throws IllegalStateException when the operation has not been given to a client
  public WorkflowHandle<W, R> workflowHandle() {
    if (!used.get()) {
      throw new IllegalStateException(
          "The start of workflow %s has not been given to a client yet.".formatted(options.id()));
    }
    try {
      return handle.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException reason ? reason : e;
    }
  }

  /// Marks it as used.
  void use() {
    if (used.getAndSet(true)) {
      throw new IllegalStateException(
          "The start of workflow %s was already given to a client. Make another one for another call."
              .formatted(options.id()));
    }
  }

  /// It has led to a workflow.
  @SuppressWarnings("unchecked") // the handle has the types that the operation was made with
  void started(WorkflowHandle<?, ?> workflow) {
    handle.complete((WorkflowHandle<W, R>) workflow);
  }

  /// The call failed; no effect if the workflow is known all the same.
  void failed(RuntimeException reason) {
    handle.completeExceptionally(reason);
  }

  String workflowType() {
    return workflowType;
  }

  Type resultType() {
    return resultType;
  }

  WorkflowOptions options() {
    return options;
  }

  List<@Nullable Object> arguments() {
    return arguments;
  }
}

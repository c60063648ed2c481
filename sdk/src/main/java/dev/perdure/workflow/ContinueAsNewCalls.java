package dev.perdure.workflow;

import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.MethodRef2;
import dev.perdure.common.MethodRef3;
import dev.perdure.common.MethodRef4;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.workflow.WorkflowContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The verbs of [Workflow] that continue as new, typed from no argument to four. Callers see them
/// as Workflow's own.
abstract class ContinueAsNewCalls extends ChildWorkflowCalls {
  ContinueAsNewCalls() {}

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
    ContinueAsNewCalls.<@Nullable Void>goOn(run, ContinueAsNewOptions.defaults());
  }

  /// Ends this run; the workflow goes on in a new one with no arguments, an empty history and other
  /// options. It does not return.
  public static <T> void continueAsNew(VoidMethodRef0<T> run, ContinueAsNewOptions options) {
    ContinueAsNewCalls.<@Nullable Void>goOn(run, options);
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
    ContinueAsNewCalls.<@Nullable Void>goOn(run, ContinueAsNewOptions.defaults(), argument1);
  }

  /// Ends this run; the workflow goes on in a new one with one argument, an empty history and other
  /// options. It does not return.
  public static <T, A1 extends @Nullable Object> void continueAsNew(
      VoidMethodRef1<T, A1> run, A1 argument1, ContinueAsNewOptions options) {
    ContinueAsNewCalls.<@Nullable Void>goOn(run, options, argument1);
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
    ContinueAsNewCalls.<@Nullable Void>goOn(
        run, ContinueAsNewOptions.defaults(), argument1, argument2);
  }

  /// Ends this run; the workflow goes on in a new one with two arguments, an empty history and
  /// other options. It does not return.
  public static <T, A1 extends @Nullable Object, A2 extends @Nullable Object> void continueAsNew(
      VoidMethodRef2<T, A1, A2> run, A1 argument1, A2 argument2, ContinueAsNewOptions options) {
    ContinueAsNewCalls.<@Nullable Void>goOn(run, options, argument1, argument2);
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
    ContinueAsNewCalls.<@Nullable Void>goOn(
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
    ContinueAsNewCalls.<@Nullable Void>goOn(run, options, argument1, argument2, argument3);
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
    ContinueAsNewCalls.<@Nullable Void>goOn(
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
    ContinueAsNewCalls.<@Nullable Void>goOn(
        run, options, argument1, argument2, argument3, argument4);
  }

  /// Ends this run; a workflow that is known by name goes on in its place, with an empty history.
  /// It does not return.
  public static void continueAsNew(
      String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    ContinueAsNewCalls.<@Nullable Void>goOn(workflowType, options, arguments);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it returns nothing of any type
  private static <R extends @Nullable Object> R goOn(
      Serializable run, ContinueAsNewOptions options, @Nullable Object... arguments) {
    return goOn(MethodReferences.resolve(run).workflowType(), options, arguments);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it returns nothing of any type
  private static <R extends @Nullable Object> R goOn(
      String workflowType, ContinueAsNewOptions options, @Nullable Object... arguments) {
    throw WorkflowContext.current().continueAsNew(workflowType, options, arguments);
  }
}

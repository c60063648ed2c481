package dev.perdure.client;

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
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The actions that start a workflow, typed from no argument to four. Callers see them as
/// [ScheduleActionStartWorkflow]'s own.
abstract class ScheduledStarts {
  ScheduledStarts() {}

  /// Starts a workflow with no arguments.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <W, R extends @Nullable Object> ScheduleActionStartWorkflow of(
      MethodRef0<W, R> workflow, String id, String taskQueue) {
    return start(workflow, id, taskQueue);
  }

  /// Starts a workflow with no arguments and no result.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <W> ScheduleActionStartWorkflow of(
      VoidMethodRef0<W> workflow, String id, String taskQueue) {
    return start(workflow, id, taskQueue);
  }

  /// Starts a workflow with one argument.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <W, A1 extends @Nullable Object, R extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          MethodRef1<W, A1, R> workflow, A1 argument1, String id, String taskQueue) {
    return start(workflow, id, taskQueue, argument1);
  }

  /// Starts a workflow with one argument and no result.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <W, A1 extends @Nullable Object> ScheduleActionStartWorkflow of(
      VoidMethodRef1<W, A1> workflow, A1 argument1, String id, String taskQueue) {
    return start(workflow, id, taskQueue, argument1);
  }

  /// Starts a workflow with two arguments.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          MethodRef2<W, A1, A2, R> workflow,
          A1 argument1,
          A2 argument2,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2);
  }

  /// Starts a workflow with two arguments and no result.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          VoidMethodRef2<W, A1, A2> workflow,
          A1 argument1,
          A2 argument2,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2);
  }

  /// Starts a workflow with three arguments.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          MethodRef3<W, A1, A2, A3, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2, argument3);
  }

  /// Starts a workflow with three arguments and no result.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          VoidMethodRef3<W, A1, A2, A3> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2, argument3);
  }

  /// Starts a workflow with four arguments.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          MethodRef4<W, A1, A2, A3, A4, R> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2, argument3, argument4);
  }

  /// Starts a workflow with four arguments and no result.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      ScheduleActionStartWorkflow of(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4,
          String id,
          String taskQueue) {
    return start(workflow, id, taskQueue, argument1, argument2, argument3, argument4);
  }

  private static ScheduleActionStartWorkflow start(
      Serializable workflow, String id, String taskQueue, @Nullable Object... arguments) {
    return of(MethodReferences.resolve(workflow).workflowType(), id, taskQueue, arguments);
  }

  /// Starts a workflow by its type's name.
  ///
  /// @param id what its id begins with; the time of the action follows
  /// @param taskQueue the queue of its workers
  public static ScheduleActionStartWorkflow of(
      String workflowType, String id, String taskQueue, @Nullable Object... arguments) {
    return ScheduleActionStartWorkflow.make(workflowType, id, taskQueue, arguments);
  }
}

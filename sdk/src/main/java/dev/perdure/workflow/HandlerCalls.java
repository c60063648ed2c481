package dev.perdure.workflow;

import dev.perdure.common.Details;
import dev.perdure.internal.workflow.WorkflowContext;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The verbs of [Workflow] about what handles signals, queries and updates. Callers see them as
/// Workflow's own.
///
/// What is set takes the place of an annotated method of that name until another one is set; null
/// leaves the name without a handler of its own. A dynamic handler takes what no other one does.
abstract class HandlerCalls extends ContinueAsNewCalls {
  HandlerCalls() {}

  /// Whether no signal and no update is being handled: worth waiting for before a workflow returns.
  /// A handler that asks is itself being handled.
  public static boolean allHandlersFinished() {
    return WorkflowContext.current().allHandlersFinished();
  }

  /// The update that the calling code handles, also in code that its handler has started; null when
  /// it handles none.
  public static @Nullable UpdateInfo currentUpdateInfo() {
    return WorkflowContext.current().currentUpdateInfo();
  }

  /// What handles signals of a name; null when nothing does.
  public static @Nullable Consumer<Details> getSignalHandler(String name) {
    return WorkflowContext.current().handlers().signalHandler(name);
  }

  /// Sets what handles signals of a name. Those that came before and that nothing has handled are
  /// handled now, in order.
  public static void setSignalHandler(String name, @Nullable Consumer<Details> handler) {
    WorkflowContext.current().handlers().setSignalHandler(name, handler);
  }

  /// What handles signals that nothing else handles; null when nothing does.
  public static @Nullable BiConsumer<String, Details> getDynamicSignalHandler() {
    return WorkflowContext.current().handlers().dynamicSignalHandler();
  }

  /// Sets what handles signals that nothing else handles. Those that came before are handled now,
  /// in the order in which they came.
  public static void setDynamicSignalHandler(@Nullable BiConsumer<String, Details> handler) {
    WorkflowContext.current().handlers().setDynamicSignalHandler(handler);
  }

  /// What answers queries of a name; null when nothing does.
  public static @Nullable Function<Details, @Nullable Object> getQueryHandler(String name) {
    return WorkflowContext.current().handlers().queryHandler(name);
  }

  /// Sets what answers queries of a name. It must change nothing.
  public static void setQueryHandler(
      String name, @Nullable Function<Details, ? extends @Nullable Object> handler) {
    WorkflowContext.current().handlers().setQueryHandler(name, handler);
  }

  /// What answers queries that nothing else answers; null when nothing does.
  public static @Nullable BiFunction<String, Details, @Nullable Object> getDynamicQueryHandler() {
    return WorkflowContext.current().handlers().dynamicQueryHandler();
  }

  /// Sets what answers queries that nothing else answers. It must change nothing.
  public static void setDynamicQueryHandler(
      @Nullable BiFunction<String, Details, ? extends @Nullable Object> handler) {
    WorkflowContext.current().handlers().setDynamicQueryHandler(handler);
  }

  /// What handles updates of a name; null when nothing does.
  public static @Nullable Function<Details, @Nullable Object> getUpdateHandler(String name) {
    return WorkflowContext.current().handlers().updateHandler(name);
  }

  /// Sets what handles updates of a name, and accepts all of them. An update that comes with the
  /// start is looked at before the run method: set its handler in the constructor.
  public static void setUpdateHandler(
      String name, @Nullable Function<Details, ? extends @Nullable Object> handler) {
    WorkflowContext.current().handlers().setUpdateHandler(name, handler, null);
  }

  /// Sets what handles updates of a name, and what decides whether they are accepted: the validator
  /// refuses by throwing, and only reads.
  public static void setUpdateHandler(
      String name,
      Function<Details, ? extends @Nullable Object> handler,
      Consumer<Details> validator) {
    WorkflowContext.current().handlers().setUpdateHandler(name, handler, validator);
  }

  /// What handles updates that nothing else handles; null when nothing does.
  public static @Nullable BiFunction<String, Details, @Nullable Object> getDynamicUpdateHandler() {
    return WorkflowContext.current().handlers().dynamicUpdateHandler();
  }

  /// Sets what handles updates that nothing else handles, and accepts all of them.
  public static void setDynamicUpdateHandler(
      @Nullable BiFunction<String, Details, ? extends @Nullable Object> handler) {
    WorkflowContext.current().handlers().setDynamicUpdateHandler(handler, null);
  }

  /// Sets what handles updates that nothing else handles, and what decides whether they are
  /// accepted: the validator refuses by throwing, and only reads.
  public static void setDynamicUpdateHandler(
      BiFunction<String, Details, ? extends @Nullable Object> handler,
      BiConsumer<String, Details> validator) {
    WorkflowContext.current().handlers().setDynamicUpdateHandler(handler, validator);
  }
}

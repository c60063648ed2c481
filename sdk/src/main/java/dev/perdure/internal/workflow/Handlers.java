package dev.perdure.internal.workflow;

import dev.perdure.common.Details;
import dev.perdure.internal.workflow.Handler.Form;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What handles the signals, queries and updates of one run, as workflow code can read and change
/// it.
public final class Handlers {
  private static final String DYNAMIC = HandlerTable.DYNAMIC;

  final HandlerTable signals;
  final HandlerTable queries;
  final HandlerTable updates;
  private final RunContext run;

  Handlers(RunContext run) {
    this.run = run;
    this.signals = new HandlerTable(run, run.definition.signals());
    this.queries = new HandlerTable(run, run.definition.queries());
    this.updates = new HandlerTable(run, run.definition.updates());
  }

  /// What handles signals of a name; null when nothing does.
  @SuppressWarnings("unchecked") // what was set for a name takes details
  public @Nullable Consumer<Details> signalHandler(String name) {
    Handler handler = signals.get(named(name));
    return handler == null
        ? null
        : handler.given() != null
            ? (Consumer<Details>) handler.given()
            : arguments -> call(handler, name, arguments);
  }

  /// Sets what handles signals of a name, and delivers those that wait for it.
  public void setSignalHandler(String name, @Nullable Consumer<Details> handler) {
    setSignals(
        named(name),
        handler == null ? null : Handler.set(Form.DETAILS, handler, code(handler), null));
  }

  /// What handles signals that nothing else handles; null when nothing does.
  @SuppressWarnings("unchecked") // what was set for all names takes a name and details
  public @Nullable BiConsumer<String, Details> dynamicSignalHandler() {
    Handler handler = signals.get(DYNAMIC);
    return handler == null
        ? null
        : handler.given() != null
            ? (BiConsumer<String, Details>) handler.given()
            : (name, arguments) -> call(handler, name, arguments);
  }

  /// Sets what handles signals that nothing else handles, and delivers those that wait for it.
  public void setDynamicSignalHandler(@Nullable BiConsumer<String, Details> handler) {
    setSignals(
        DYNAMIC,
        handler == null ? null : Handler.set(Form.NAME_AND_DETAILS, handler, code(handler), null));
  }

  private void setSignals(String name, @Nullable Handler handler) {
    run.requireWritable("set a signal handler");
    signals.set(name, handler);
    run.signals.deliverWaiting();
  }

  /// What answers queries of a name; null when nothing does.
  public @Nullable Function<Details, @Nullable Object> queryHandler(String name) {
    return function(queries.get(named(name)), name);
  }

  /// Sets what answers queries of a name.
  public void setQueryHandler(
      String name, @Nullable Function<Details, ? extends @Nullable Object> handler) {
    run.requireWritable("set a query handler");
    queries.set(
        named(name),
        handler == null ? null : Handler.set(Form.DETAILS, handler, code(handler), null));
  }

  /// What answers queries that nothing else answers; null when nothing does.
  public @Nullable BiFunction<String, Details, @Nullable Object> dynamicQueryHandler() {
    return dynamicFunction(queries.get(DYNAMIC));
  }

  /// Sets what answers queries that nothing else answers.
  public void setDynamicQueryHandler(
      @Nullable BiFunction<String, Details, ? extends @Nullable Object> handler) {
    run.requireWritable("set a query handler");
    queries.set(
        DYNAMIC,
        handler == null ? null : Handler.set(Form.NAME_AND_DETAILS, handler, code(handler), null));
  }

  /// What handles updates of a name; null when nothing does.
  public @Nullable Function<Details, @Nullable Object> updateHandler(String name) {
    return function(updates.get(named(name)), name);
  }

  /// Sets what handles updates of a name, and what decides whether they are accepted.
  public void setUpdateHandler(
      String name,
      @Nullable Function<Details, ? extends @Nullable Object> handler,
      @Nullable Consumer<Details> validator) {
    run.requireWritable("set an update handler");
    updates.set(
        named(name),
        handler == null
            ? null
            : Handler.set(
                Form.DETAILS, handler, code(handler), validator == null ? null : code(validator)));
  }

  /// What handles updates that nothing else handles; null when nothing does.
  public @Nullable BiFunction<String, Details, @Nullable Object> dynamicUpdateHandler() {
    return dynamicFunction(updates.get(DYNAMIC));
  }

  /// Sets what handles updates that nothing else handles, and what decides whether they are
  /// accepted.
  public void setDynamicUpdateHandler(
      @Nullable BiFunction<String, Details, ? extends @Nullable Object> handler,
      @Nullable BiConsumer<String, Details> validator) {
    run.requireWritable("set an update handler");
    updates.set(
        DYNAMIC,
        handler == null
            ? null
            : Handler.set(
                Form.NAME_AND_DETAILS,
                handler,
                code(handler),
                validator == null ? null : code(validator)));
  }

  private static String named(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A handler needs a name, and this one is empty.");
    }
    return name;
  }

  @SuppressWarnings("unchecked") // what was set for a name takes details
  private @Nullable Function<Details, @Nullable Object> function(
      @Nullable Handler handler, String name) {
    return handler == null
        ? null
        : handler.given() != null
            ? (Function<Details, @Nullable Object>) handler.given()
            : arguments -> call(handler, name, arguments);
  }

  @SuppressWarnings("unchecked") // what was set for all names takes a name and details
  private @Nullable BiFunction<String, Details, @Nullable Object> dynamicFunction(
      @Nullable Handler handler) {
    return handler == null
        ? null
        : handler.given() != null
            ? (BiFunction<String, Details, @Nullable Object>) handler.given()
            : (name, arguments) -> call(handler, name, arguments);
  }

  /// Calls a method with arguments as they came.
  private @Nullable Object call(Handler handler, String name, Details arguments) {
    var converter = run.settings.converter();
    try {
      return handler
          .code()
          .call(handler.form().decode(converter, name, converter.encodeDetails(arguments)));
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  private static Handler.Code code(Consumer<Details> handler) {
    return arguments -> {
      handler.accept(details(arguments[0]));
      return null;
    };
  }

  private static Handler.Code code(BiConsumer<String, Details> handler) {
    return arguments -> {
      handler.accept(String.valueOf(arguments[0]), details(arguments[1]));
      return null;
    };
  }

  private static Handler.Code code(Function<Details, ? extends @Nullable Object> handler) {
    return arguments -> handler.apply(details(arguments[0]));
  }

  private static Handler.Code code(
      BiFunction<String, Details, ? extends @Nullable Object> handler) {
    return arguments -> handler.apply(String.valueOf(arguments[0]), details(arguments[1]));
  }

  private static Details details(@Nullable Object argument) {
    return argument == null ? Details.none() : (Details) argument;
  }
}

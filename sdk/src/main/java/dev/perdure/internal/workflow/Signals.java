package dev.perdure.internal.workflow;

import dev.perdure.common.Details;
import dev.perdure.internal.definition.DefinedMethod;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Hands signals to the workflow's methods, each in a coroutine of its own. Signals that nothing
/// handles yet are kept.
final class Signals {
  private static final Logger LOG = ReplayAwareLogger.of(Signals.class);

  private final RunContext run;
  private final Consumer<Throwable> failed;
  private @Nullable Object instance;
  private @Nullable List<WorkflowExecutionSignaledEventAttributes> waiting;
  private @Nullable Map<String, Consumer<Details>> handlers;
  private @Nullable List<String> running;

  /// @param failed told what a handler throws
  Signals(RunContext run, Consumer<Throwable> failed) {
    this.run = run;
    this.failed = failed;
  }

  /// Delivers a signal, or keeps it.
  void deliver(WorkflowExecutionSignaledEventAttributes signal) {
    if (!start(signal)) {
      if (waiting == null) {
        waiting = new ArrayList<>(1);
      }
      waiting.add(signal);
    }
  }

  /// Delivers what came before the workflow's instance was there; returns whether anything did.
  boolean begin(Object workflow) {
    instance = workflow;
    return deliverWaiting();
  }

  void setHandler(String name, Consumer<Details> handler) {
    if (handlers == null) {
      handlers = new HashMap<>(2);
    }
    handlers.put(name, handler);
    deliverWaiting();
  }

  private boolean deliverWaiting() {
    boolean any = false;
    if (waiting != null) {
      Iterator<WorkflowExecutionSignaledEventAttributes> each = waiting.iterator();
      while (each.hasNext()) {
        if (start(each.next())) {
          each.remove();
          any = true;
        }
      }
    }
    return any;
  }

  private boolean start(WorkflowExecutionSignaledEventAttributes signal) {
    Object target = instance;
    if (target == null) {
      return false;
    }
    String name = signal.getSignalName();
    Consumer<Details> handler = handlers == null ? null : handlers.get(name);
    if (handler != null) {
      Details details = run.settings.converter().decodeDetails(signal.getInput());
      start(name, () -> handler.accept(details));
      return true;
    }
    DefinedMethod method = run.definition.signals().get(name);
    if (method == null) {
      return false;
    }
    start(name, () -> call(method, target, signal.getInput()));
    return true;
  }

  private void start(String name, Handling handling) {
    var scope = new CancelScope(run.rootScope);
    var context = new WorkflowContext(run, scope);
    run.scheduler.start(
        "signal " + name,
        () ->
            context.run(
                () -> {
                  begun(name);
                  try {
                    handling.run();
                  } catch (Throwable e) {
                    failed.accept(e);
                  }
                  ended(name);
                  scope.end();
                }));
  }

  private void begun(String name) {
    if (running == null) {
      running = new ArrayList<>(1);
    }
    running.add(name);
  }

  private void ended(String name) {
    if (running != null) {
      running.remove(name);
    }
  }

  /// Warns of signals whose handling was cut off by the end of the workflow.
  void warnOfUnfinished() {
    if (running != null && !running.isEmpty()) {
      LOG.warn(
          "[TMPRL1102] The workflow ends while it still handles the signals {}. What their handlers"
              + " had left to do is not done; wait for them with Workflow.await before returning.",
          running);
    }
  }

  /// What handles one signal.
  @FunctionalInterface
  private interface Handling {
    void run() throws Throwable;
  }

  /// Who sent a signal that cannot be decoded is gone, and waiting would stop the workflow for
  /// ever; so it is dropped.
  private void call(DefinedMethod method, Object target, Payloads input) throws Throwable {
    @Nullable Object[] arguments;
    try {
      arguments = run.settings.converter().decodeArguments(input, method.parameterTypes());
    } catch (RuntimeException e) {
      LOG.error("The signal {} is dropped, because {} cannot take it.", method.name(), method, e);
      return;
    }
    method.invoke(target, arguments);
  }
}

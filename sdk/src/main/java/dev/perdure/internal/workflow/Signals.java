package dev.perdure.internal.workflow;

import dev.perdure.common.Details;
import dev.perdure.internal.definition.DefinedMethod;
import dev.perdure.worker.WorkflowInboundCalls.HandleSignalInput;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
  boolean begin() {
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
    if (run.instance == null) {
      return false;
    }
    String name = signal.getSignalName();
    if (handler(name) != null) {
      Details details = run.settings.converter().decodeDetails(signal.getInput());
      start(name, () -> handle(signal, Collections.singletonList(details)));
      return true;
    }
    DefinedMethod method = run.definition.signals().get(name);
    if (method == null) {
      return false;
    }
    start(name, () -> decodeAndHandle(method, signal));
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
    void run() throws Exception;
  }

  /// Who sent a signal that cannot be decoded is gone, and waiting would stop the workflow for
  /// ever; so it is dropped.
  private void decodeAndHandle(
      DefinedMethod method, WorkflowExecutionSignaledEventAttributes signal) throws Exception {
    @Nullable Object[] arguments;
    try {
      arguments =
          run.settings.converter().decodeArguments(signal.getInput(), method.parameterTypes());
    } catch (RuntimeException e) {
      LOG.error("The signal {} is dropped, because {} cannot take it.", method.name(), method, e);
      return;
    }
    handle(signal, Arrays.asList(arguments));
  }

  private void handle(
      WorkflowExecutionSignaledEventAttributes signal, List<@Nullable Object> arguments)
      throws Exception {
    run.inbound.handleSignal(
        new HandleSignalInput(
            signal.getSignalName(), arguments, signal.getHeader().getFieldsMap()));
  }

  /// What was set to handle signals of a name; null for nothing.
  @Nullable Consumer<Details> handler(String name) {
    return handlers == null ? null : handlers.get(name);
  }
}

package dev.perdure.internal.workflow;

import dev.perdure.failure.Failures;
import dev.perdure.worker.WorkflowInboundCalls.HandleSignalInput;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Hands signals to the workflow's methods, each in a coroutine of its own. Signals that nothing
/// handles yet are kept.
final class Signals {
  private static final Logger log = ReplayAwareLogger.of(Signals.class);

  private final RunContext run;
  private final Consumer<Throwable> failed;
  private @Nullable List<WorkflowExecutionSignaledEventAttributes> waiting;

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

  /// Delivers what was kept and has a handler now, in the order in which it came.
  void deliverWaiting() {
    if (waiting != null) {
      waiting.removeIf(this::start);
    }
  }

  private boolean start(WorkflowExecutionSignaledEventAttributes signal) {
    String name = signal.getSignalName();
    Handler handler = run.handlers.signals.find(name);
    if (handler == null) {
      return false;
    }
    var scope = new CancelScope(run.rootScope);
    var context = new WorkflowContext(run, scope, null);
    var handling = run.inProgress.signal(name);
    handling.unfinishedPolicy(handler.unfinishedPolicy());
    run.scheduler.start(
        "signal " + name,
        () ->
            context.run(
                () -> {
                  try {
                    call(handler, signal);
                  } catch (Throwable e) {
                    threw(name, scope, e);
                  }
                  run.inProgress.ended(handling);
                  scope.end();
                }));
    return true;
  }

  /// How a cancelled workflow ends is for its run method to say, which may have to clean up first.
  private void threw(String name, CancelScope scope, Throwable reason) {
    if (scope.isCancelled() && Failures.isCancelled(reason)) {
      log.info(
          "The handler of the signal {} was cut short by the cancellation of the workflow.", name);
    } else {
      failed.accept(reason);
    }
  }

  /// Who sent a signal that cannot be decoded is gone, and waiting would stop the workflow for
  /// ever; so it is dropped.
  private void call(Handler handler, WorkflowExecutionSignaledEventAttributes signal)
      throws Exception {
    String name = signal.getSignalName();
    @Nullable Object[] arguments;
    try {
      arguments = handler.form().decode(run.settings.converter(), name, signal.getInput());
    } catch (RuntimeException e) {
      log.error("The signal {} is dropped, because its handler cannot take it.", name, e);
      return;
    }
    run.inbound.handleSignal(
        new HandleSignalInput(name, Arrays.asList(arguments), signal.getHeader().getFieldsMap()));
  }
}

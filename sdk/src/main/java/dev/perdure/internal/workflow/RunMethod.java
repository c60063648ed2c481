package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConversionException;
import dev.perdure.internal.definition.DefinedMethod;
import dev.perdure.internal.replay.CloseCommand;
import dev.perdure.worker.WorkflowInboundCalls.ExecuteWorkflowInput;
import io.temporal.api.common.v1.Payloads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The call of a workflow's run method, for which its instance is made.
final class RunMethod {
  private final RunContext run;

  /// Signals and updates that came before there was an instance to handle them.
  private @Nullable List<Runnable> early = new ArrayList<>(1);

  RunMethod(RunContext run) {
    this.run = run;
  }

  /// Delivers a signal or an update, as soon as there is an instance.
  void deliver(Runnable delivery) {
    if (early == null) {
      delivery.run();
    } else {
      early.add(delivery);
    }
  }

  /// Makes the instance, calls its run method and closes the run with the result. Signals and
  /// updates that came with the start are handled before it.
  void call() throws Throwable {
    run.intercept();
    @Nullable Object @Nullable [] arguments = run.definition.hasInit() ? arguments() : null;
    run.bind(run.definition.newInstance(arguments == null ? new Object[0] : arguments));
    if (deliverEarly()) {
      run.scheduler.wake(run.scheduler.current());
      run.scheduler.park();
    }
    if (arguments == null) {
      arguments = arguments();
    }
    run.started = run.started.toBuilder().clearInput().build(); // a cached run keeps the rest
    Object result =
        run.inbound.executeWorkflow(
            new ExecuteWorkflowInput(
                Arrays.asList(arguments), run.started.getHeader().getFieldsMap()));
    run.machines.close(new CloseCommand.Complete(run.settings.converter().encodeAll(result)));
  }

  /// Delivers what came before the instance, in order; returns whether anything did.
  private boolean deliverEarly() {
    List<Runnable> deliveries = early == null ? List.of() : early;
    early = null;
    deliveries.forEach(Runnable::run);
    return !deliveries.isEmpty();
  }

  private @Nullable Object[] arguments() {
    var converter = run.settings.converter();
    Payloads input = run.started.getInput();
    if (run.definition.isDynamic()) {
      return new Object[] {converter.decodeDetails(input)};
    }
    DefinedMethod method = run.definition.run();
    try {
      return converter.decodeArguments(input, method.parameterTypes());
    } catch (DataConversionException e) {
      throw new DataConversionException(
          "%s cannot take the arguments that the workflow was started with. %s"
              .formatted(method, e.getMessage()),
          e);
    }
  }
}

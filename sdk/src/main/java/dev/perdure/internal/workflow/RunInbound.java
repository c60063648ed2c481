package dev.perdure.internal.workflow;

import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The workflow's own methods, behind all interceptors.
final class RunInbound implements WorkflowInboundCalls {
  private final RunContext run;

  RunInbound(RunContext run) {
    this.run = run;
  }

  @Override
  public WorkflowInboundCalls next() {
    throw new IllegalStateException("Nothing is behind the workflow itself.");
  }

  @Override
  public void init(WorkflowOutboundCalls outbound) {
    run.outbound = outbound;
  }

  @Override
  public @Nullable Object executeWorkflow(ExecuteWorkflowInput input) {
    Object instance = run.instance;
    if (instance == null) {
      throw new IllegalStateException("The workflow's object is not made yet.");
    }
    return call(arguments -> run.definition.run().invoke(instance, arguments), input.arguments());
  }

  @Override
  public void handleSignal(HandleSignalInput input) {
    var _ = call(run.handlers.signals.find(input.signal()), input.arguments());
  }

  @Override
  public @Nullable Object handleQuery(HandleQueryInput input) {
    return call(run.handlers.queries.find(input.query()), input.arguments());
  }

  @Override
  public void validateUpdate(HandleUpdateInput input) {
    Handler handler = run.handlers.updates.find(input.update());
    if (handler != null && handler.validator() != null) {
      var _ = call(handler.validator(), input.arguments());
    }
  }

  @Override
  public @Nullable Object handleUpdate(HandleUpdateInput input) {
    return call(run.handlers.updates.find(input.update()), input.arguments());
  }

  private static @Nullable Object call(
      @Nullable Handler handler, List<@Nullable Object> arguments) {
    if (handler == null) {
      throw new IllegalStateException("An interceptor asks for what the workflow does not have.");
    }
    return call(handler.code(), arguments);
  }

  private static @Nullable Object call(Handler.Code code, List<@Nullable Object> arguments) {
    try {
      return code.call(arguments.toArray());
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}

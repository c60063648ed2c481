package dev.perdure.internal.workflow;

import dev.perdure.common.Details;
import dev.perdure.internal.definition.DefinedMethod;
import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import java.util.List;
import java.util.function.Consumer;
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
    return invoke(run.definition.run(), input.arguments());
  }

  @Override
  public void handleSignal(HandleSignalInput input) {
    Consumer<Details> handler = run.signals.handler(input.signal());
    if (handler != null && input.arguments().getFirst() instanceof Details details) {
      handler.accept(details);
    } else {
      var _ = invoke(known(run.definition.signals().get(input.signal())), input.arguments());
    }
  }

  @Override
  public @Nullable Object handleQuery(HandleQueryInput input) {
    return invoke(known(run.definition.queries().get(input.query())), input.arguments());
  }

  private static DefinedMethod known(@Nullable DefinedMethod method) {
    if (method == null) {
      throw new IllegalStateException("An interceptor asks for what the workflow does not have.");
    }
    return method;
  }

  private @Nullable Object invoke(DefinedMethod method, List<@Nullable Object> arguments) {
    Object instance = run.instance;
    if (instance == null) {
      throw new IllegalStateException("The workflow's object is not made yet.");
    }
    try {
      return method.invoke(instance, arguments.toArray());
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }
}

package dev.perdure.internal.workflow;

import dev.perdure.worker.WorkflowOutboundCalls.CancelExternalWorkflowInput;
import dev.perdure.worker.WorkflowOutboundCalls.SignalExternalWorkflowInput;
import dev.perdure.workflow.ExternalWorkflowHandle;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Another workflow, as its id names it.
record ExternalHandle<W>(String id, @Nullable String runId) implements ExternalWorkflowHandle<W> {
  ExternalHandle {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A workflow's handle needs an id, and this one is empty.");
    }
  }

  @Override
  public ExternalWorkflowHandle<W> withRunId(String run) {
    return new ExternalHandle<>(id, run);
  }

  @Override
  public void signal(String name, @Nullable Object... arguments) {
    WorkflowContext.current()
        .run()
        .outbound
        .signalExternalWorkflow(
            new SignalExternalWorkflowInput(id, runId, name, Arrays.asList(arguments), Map.of()));
  }

  @Override
  public void cancel(String reason) {
    WorkflowContext.current()
        .run()
        .outbound
        .cancelExternalWorkflow(new CancelExternalWorkflowInput(id, runId, reason));
  }
}

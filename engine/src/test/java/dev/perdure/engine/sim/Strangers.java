package dev.perdure.engine.sim;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.util.ArrayList;
import java.util.random.RandomGenerator;

/// Clients that use the workflow ids of children for a moment, once these are over.
final class Strangers {
  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Network network;
  private int starts;

  Strangers(Agenda agenda, Faults faults, RandomGenerator random, Network network) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.network = network;
  }

  void begin() {
    if (faults.isOver()) {
      return;
    }
    var free = new ArrayList<EntityKey>();
    network
        .server()
        .states()
        .forEach(
            (key, state) -> {
              var run = state.current();
              if (run != null && !run.isOpen() && key.id().contains("/")) {
                free.add(key);
              }
            });
    if (!free.isEmpty()) {
      start(free.get(random.nextInt(free.size())));
    }
    agenda.after(faults.delay(8_000), this::begin);
  }

  private void start(EntityKey key) {
    network.call(
        key,
        new Request.Start(
            StartWorkflowExecutionRequest.newBuilder()
                .setWorkflowId(key.id())
                .setWorkflowType(WorkflowType.newBuilder().setName("Sim"))
                .setTaskQueue(TaskQueue.newBuilder().setName("q"))
                .setInput(Plan.payloads(0))
                .setRequestId("stranger-" + starts++)
                .build(),
            false),
        _ -> {});
    agenda.after(faults.delay(500), () -> terminate(key));
  }

  private void terminate(EntityKey key) {
    network.call(
        key,
        new Request.Terminate(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(key.id()))
                .build()),
        _ -> {});
  }
}

package dev.perdure.server.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.temporal.api.workflowservice.v1.DeprecateNamespaceRequest;
import io.temporal.api.workflowservice.v1.DeprecateNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;

/// The protocol's `WorkflowService`: which call is served by whom. Methods that are not bound here
/// are answered UNIMPLEMENTED by gRPC.
final class WorkflowService {
  private final ServedMethods methods =
      new ServedMethods(WorkflowServiceGrpc.getServiceDescriptor());

  private WorkflowService() {}

  static ServerServiceDefinition definition(Backend backend, Waits waits) {
    var service = new WorkflowService();
    var runs = new RunCalls(backend);
    service.bindRuns(runs, new HistoryCalls(backend, waits), new QueryCalls(backend, waits));
    service.bindUpdates(backend, waits, runs);
    service.bindChanges(new ChangeCalls(backend), new ReverseHistoryCalls(backend));
    service.bindWorkflowTasks(new WorkflowTaskCalls(backend));
    service.bindActivityTasks(new ActivityTaskCalls(backend));
    service.bindLists(new ListCalls(backend));
    service.bindSchedules(new ScheduleCalls(backend), new ScheduleListCalls(backend));
    service.bindInterventions(new ActivityInterventionCalls(backend));
    service.bindQueues(new TaskQueueCalls(backend), new WorkerCalls(backend));
    service.bindSystem(new SystemCalls(backend), new AttributeCalls(backend));
    service.bindNamespaces(new NamespaceCalls(backend));
    service.bindBatches(new BatchCalls(backend));
    return service.methods.definition();
  }

  private void bindChanges(ChangeCalls changes, ReverseHistoryCalls histories) {
    bind(WorkflowServiceGrpc.getResetWorkflowExecutionMethod(), changes::reset);
    bind(WorkflowServiceGrpc.getDeleteWorkflowExecutionMethod(), changes::delete);
    bind(WorkflowServiceGrpc.getUpdateWorkflowExecutionOptionsMethod(), changes::updateOptions);
    bind(WorkflowServiceGrpc.getGetWorkflowExecutionHistoryReverseMethod(), histories::get);
  }

  private void bindRuns(RunCalls runs, HistoryCalls histories, QueryCalls queries) {
    bind(WorkflowServiceGrpc.getStartWorkflowExecutionMethod(), runs::start);
    bind(WorkflowServiceGrpc.getSignalWithStartWorkflowExecutionMethod(), runs::signalWithStart);
    bind(WorkflowServiceGrpc.getSignalWorkflowExecutionMethod(), runs::signal);
    bind(WorkflowServiceGrpc.getRequestCancelWorkflowExecutionMethod(), runs::requestCancel);
    bind(WorkflowServiceGrpc.getTerminateWorkflowExecutionMethod(), runs::terminate);
    bind(WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(), runs::describe);
    bind(WorkflowServiceGrpc.getResetStickyTaskQueueMethod(), runs::resetSticky);
    bind(WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod(), histories::get);
    bind(WorkflowServiceGrpc.getQueryWorkflowMethod(), queries::query);
    bind(WorkflowServiceGrpc.getRespondQueryTaskCompletedMethod(), queries::respond);
  }

  private void bindUpdates(Backend backend, Waits waits, RunCalls runs) {
    var updates = new UpdateCalls(backend, waits);
    bind(WorkflowServiceGrpc.getUpdateWorkflowExecutionMethod(), updates::update);
    bind(WorkflowServiceGrpc.getPollWorkflowExecutionUpdateMethod(), updates::poll);
    var operations = new MultiOperationCalls(backend, waits, runs, updates);
    bind(WorkflowServiceGrpc.getExecuteMultiOperationMethod(), operations::execute);
  }

  private void bindWorkflowTasks(WorkflowTaskCalls tasks) {
    bind(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(), tasks::poll);
    bind(WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod(), tasks::complete);
    bind(WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod(), tasks::fail);
  }

  private void bindActivityTasks(ActivityTaskCalls tasks) {
    bind(WorkflowServiceGrpc.getPollActivityTaskQueueMethod(), tasks::poll);
    bind(WorkflowServiceGrpc.getRecordActivityTaskHeartbeatMethod(), tasks::heartbeat);
    bind(WorkflowServiceGrpc.getRecordActivityTaskHeartbeatByIdMethod(), tasks::heartbeatById);
    bind(WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod(), tasks::complete);
    bind(WorkflowServiceGrpc.getRespondActivityTaskCompletedByIdMethod(), tasks::completeById);
    bind(WorkflowServiceGrpc.getRespondActivityTaskFailedMethod(), tasks::fail);
    bind(WorkflowServiceGrpc.getRespondActivityTaskFailedByIdMethod(), tasks::failById);
    bind(WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod(), tasks::cancel);
    bind(WorkflowServiceGrpc.getRespondActivityTaskCanceledByIdMethod(), tasks::cancelById);
  }

  private void bindLists(ListCalls lists) {
    bind(WorkflowServiceGrpc.getListWorkflowExecutionsMethod(), lists::list);
    bind(WorkflowServiceGrpc.getScanWorkflowExecutionsMethod(), lists::scan);
    bind(WorkflowServiceGrpc.getListOpenWorkflowExecutionsMethod(), lists::listOpen);
    bind(WorkflowServiceGrpc.getListClosedWorkflowExecutionsMethod(), lists::listClosed);
    bind(WorkflowServiceGrpc.getListArchivedWorkflowExecutionsMethod(), lists::listArchived);
    bind(WorkflowServiceGrpc.getCountWorkflowExecutionsMethod(), lists::count);
  }

  private void bindSchedules(ScheduleCalls schedules, ScheduleListCalls lists) {
    bind(WorkflowServiceGrpc.getCreateScheduleMethod(), schedules::create);
    bind(WorkflowServiceGrpc.getDescribeScheduleMethod(), schedules::describe);
    bind(WorkflowServiceGrpc.getUpdateScheduleMethod(), schedules::update);
    bind(WorkflowServiceGrpc.getPatchScheduleMethod(), schedules::patch);
    bind(WorkflowServiceGrpc.getDeleteScheduleMethod(), schedules::delete);
    bind(WorkflowServiceGrpc.getListScheduleMatchingTimesMethod(), schedules::matchingTimes);
    bind(WorkflowServiceGrpc.getListSchedulesMethod(), lists::list);
    bind(WorkflowServiceGrpc.getCountSchedulesMethod(), lists::count);
  }

  private void bindInterventions(ActivityInterventionCalls activities) {
    bind(WorkflowServiceGrpc.getPauseActivityMethod(), activities::pause);
    bind(WorkflowServiceGrpc.getUnpauseActivityMethod(), activities::unpause);
    bind(WorkflowServiceGrpc.getResetActivityMethod(), activities::reset);
    bind(WorkflowServiceGrpc.getUpdateActivityOptionsMethod(), activities::updateOptions);
  }

  private void bindQueues(TaskQueueCalls queues, WorkerCalls workers) {
    bind(WorkflowServiceGrpc.getDescribeTaskQueueMethod(), queues::describe);
    bind(WorkflowServiceGrpc.getListTaskQueuePartitionsMethod(), queues::partitions);
    bind(WorkflowServiceGrpc.getUpdateTaskQueueConfigMethod(), queues::updateConfig);
    bind(WorkflowServiceGrpc.getRecordWorkerHeartbeatMethod(), workers::heartbeat);
    bind(WorkflowServiceGrpc.getListWorkersMethod(), workers::list);
    bind(WorkflowServiceGrpc.getCountWorkersMethod(), workers::count);
    bind(WorkflowServiceGrpc.getDescribeWorkerMethod(), workers::describe);
  }

  private void bindSystem(SystemCalls system, AttributeCalls attributes) {
    bind(WorkflowServiceGrpc.getGetSystemInfoMethod(), system::systemInfo);
    bind(WorkflowServiceGrpc.getGetClusterInfoMethod(), system::clusterInfo);
    bind(WorkflowServiceGrpc.getGetSearchAttributesMethod(), attributes::keys);
    bind(WorkflowServiceGrpc.getShutdownWorkerMethod(), system::shutdownWorker);
  }

  private void bindNamespaces(NamespaceCalls namespaces) {
    bind(WorkflowServiceGrpc.getRegisterNamespaceMethod(), namespaces::register);
    bind(WorkflowServiceGrpc.getDescribeNamespaceMethod(), namespaces::describe);
    bind(WorkflowServiceGrpc.getListNamespacesMethod(), namespaces::list);
    bind(WorkflowServiceGrpc.getUpdateNamespaceMethod(), namespaces::update);
    bind(deprecateNamespace(), namespaces::deprecate);
  }

  private void bindBatches(BatchCalls batches) {
    bind(WorkflowServiceGrpc.getStartBatchOperationMethod(), batches::start);
    bind(WorkflowServiceGrpc.getStopBatchOperationMethod(), batches::stop);
    bind(WorkflowServiceGrpc.getDescribeBatchOperationMethod(), batches::describe);
    bind(WorkflowServiceGrpc.getListBatchOperationsMethod(), batches::list);
  }

  @SuppressWarnings("deprecation") // Clients still call it.
  private static MethodDescriptor<DeprecateNamespaceRequest, DeprecateNamespaceResponse>
      deprecateNamespace() {
    return WorkflowServiceGrpc.getDeprecateNamespaceMethod();
  }

  private <Q, R> void bind(MethodDescriptor<Q, R> method, UnaryMethod.Body<Q, R> body) {
    methods.add(new UnaryMethod<>(method, body));
  }
}

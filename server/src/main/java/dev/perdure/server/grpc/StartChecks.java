package dev.perdure.server.grpc;

import com.google.protobuf.Duration;
import dev.perdure.engine.attribute.AttributeCheck;
import dev.perdure.engine.cron.CronSchedule;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What can be wrong with a start, as far as no run has to be known for it. The engine relies on
/// it.
final class StartChecks {
  /// What a schedule puts behind the id of a workflow that it starts: as long as any time.
  private static final String TIME_SUFFIX = "-2009-11-10T23:00:00Z";

  private final Backend backend;
  private final Validation validation;

  StartChecks(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  void start(StartWorkflowExecutionRequest request) {
    backend.namespaces().checkOpen(request.getNamespace());
    validation.workflowId(request.getWorkflowId());
    Validation.retryPolicy(request.hasRetryPolicy(), request.getRetryPolicy());
    startDelay(
        request.getCronSchedule(),
        request.hasWorkflowStartDelay(),
        request.getWorkflowStartDelay());
    cron(request.getCronSchedule());
    var type = request.getWorkflowType().getName();
    if (type.isEmpty()) {
      throw Validation.invalid("WorkflowType is not set on request.");
    }
    validation.length("WorkflowType", type);
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    timeouts(
        request.getWorkflowExecutionTimeout(),
        request.getWorkflowRunTimeout(),
        request.getWorkflowTaskTimeout());
    validation.length("RequestId", request.getRequestId());
    validation.length("Identity", request.getIdentity());
    Validation.workflowIdPolicies(
        request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    onConflict(request.getOnConflictOptions());
    searchAttributes(request.getNamespace(), request.getSearchAttributes());
    Validation.priority(request.getPriority());
    Callbacks.check(request.getCompletionCallbacksList(), backend.callbackAddresses());
    Links.check(request.getLinksList());
    validation.blob(request.getInput());
    validation.memo(request.getMemo());
    NotYet.versioningOverride(request.hasVersioningOverride());
  }

  void signalWithStart(SignalWithStartWorkflowExecutionRequest request) {
    backend.namespaces().checkOpen(request.getNamespace());
    cron(request.getCronSchedule());
    validation.workflowId(request.getWorkflowId());
    if (request.getSignalName().isEmpty()) {
      throw Validation.invalid("signal not set");
    }
    length("signal name", request.getSignalName());
    var type = request.getWorkflowType().getName();
    if (type.isEmpty()) {
      throw Validation.invalid("workflow type not set");
    }
    length("workflow type name", type);
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    length("Request ID", request.getRequestId());
    timeouts(
        request.getWorkflowExecutionTimeout(),
        request.getWorkflowRunTimeout(),
        request.getWorkflowTaskTimeout());
    Validation.retryPolicy(request.hasRetryPolicy(), request.getRetryPolicy());
    startDelay(
        request.getCronSchedule(),
        request.hasWorkflowStartDelay(),
        request.getWorkflowStartDelay());
    Validation.workflowIdPolicies(
        request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    if (request.getWorkflowIdConflictPolicy()
        == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL) {
      throw Validation.invalid(
          "Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for"
              + " this operation.");
    }
    searchAttributes(request.getNamespace(), request.getSearchAttributes());
    Validation.priority(request.getPriority());
    Links.check(request.getLinksList());
    validation.blob(request.getInput());
    validation.blob(request.getSignalInput());
    validation.memo(request.getMemo());
    NotYet.versioningOverride(request.hasVersioningOverride());
  }

  private void length(String what, String value) {
    if (validation.isTooLong(value)) {
      throw Validation.invalid(
          "%s exceeds maximum allowed length (%d/%d)"
              .formatted(what, Validation.utf8Length(value), validation.maxIdLength()));
    }
  }

  private static void startDelay(String cronSchedule, boolean isSet, Duration delay) {
    if (!cronSchedule.isEmpty() && isSet) {
      throw Validation.invalid("CronSchedule and WorkflowStartDelay may not be used together.");
    }
    Validation.timeout("WorkflowStartDelaySeconds", delay);
  }

  /// Whether a slot ever comes does not depend on the clock that the engine goes by.
  private static void cron(String schedule) {
    if (!schedule.isEmpty()) {
      refuse(CronSchedule.problem(schedule, Instant.now()));
    }
  }

  /// What a schedule's action starts.
  void scheduled(String namespace, NewWorkflowExecutionInfo start) {
    if (start.getWorkflowId().isEmpty()) {
      throw Validation.invalid("WorkflowId is not set on request.");
    }
    validation.workflowId(start.getWorkflowId() + TIME_SUFFIX);
    var type = start.getWorkflowType().getName();
    if (type.isEmpty()) {
      throw Validation.invalid("WorkflowType is not set on request.");
    }
    validation.length("WorkflowType", type);
    validation.taskQueue(start.hasTaskQueue(), start.getTaskQueue());
    timeouts(
        start.getWorkflowExecutionTimeout(),
        start.getWorkflowRunTimeout(),
        start.getWorkflowTaskTimeout());
    if (!start.getCronSchedule().isEmpty()) {
      throw Validation.invalid("Scheduled workflow must not contain CronSchedule");
    }
    switch (start.getWorkflowIdReusePolicy()) {
      case WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED, WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE -> {}
      default ->
          throw Validation.invalid("Scheduled workflow must not contain WorkflowIDReusePolicy");
    }
    NotYet.versioningOverride(start.hasVersioningOverride());
    searchAttributes(namespace, start.getSearchAttributes());
    Validation.retryPolicy(start.hasRetryPolicy(), start.getRetryPolicy());
    Validation.priority(start.getPriority());
    validation.blob(start.getInput());
    validation.memo(start.getMemo());
  }

  void searchAttributes(String namespace, SearchAttributes attributes) {
    var fields = attributes.getIndexedFieldsMap();
    if (fields.isEmpty()) {
      return;
    }
    var types = backend.searchAttributes();
    refuse(AttributeCheck.unknownName(types, namespace, fields));
    refuse(AttributeCheck.badValue(types, namespace, fields));
    refuse(AttributeCheck.tooLarge(attributes));
  }

  private static void refuse(@Nullable String problem) {
    if (problem != null) {
      throw Validation.invalid(problem);
    }
  }

  private static void timeouts(Duration execution, Duration run, Duration task) {
    Validation.timeout("WorkflowExecutionTimeoutSeconds", execution);
    Validation.timeout("WorkflowRunTimeoutSeconds", run);
    Validation.timeout("WorkflowTaskTimeoutSeconds", task);
  }

  private static void onConflict(OnConflictOptions options) {
    if (options.getAttachCompletionCallbacks() && !options.getAttachRequestId()) {
      throw Validation.invalid(
          "attaching request ID is required for attaching completion callbacks");
    }
  }
}

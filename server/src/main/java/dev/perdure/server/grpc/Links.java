package dev.perdure.server.grpc;

import io.temporal.api.common.v1.Link;
import io.temporal.api.enums.v1.EventType;
import java.util.List;

/// Checks the links by which callers tie what they ask for to where it comes from.
final class Links {
  private static final int MAX_LINKS = 10;
  private static final int MAX_BYTES = 4000;

  private Links() {}

  static void check(List<Link> links) {
    if (links.size() > MAX_LINKS) {
      throw Validation.invalid(
          "cannot attach more than %d links per request, got %d"
              .formatted(MAX_LINKS, links.size()));
    }
    for (var link : links) {
      if (link.getSerializedSize() > MAX_BYTES) {
        throw Validation.invalid(
            "link exceeds allowed size of %d, got %d"
                .formatted(MAX_BYTES, link.getSerializedSize()));
      }
      check(link);
    }
  }

  private static void check(Link link) {
    switch (link.getVariantCase()) {
      case WORKFLOW_EVENT -> {
        var event = link.getWorkflowEvent();
        check("workflow event", event.getNamespace(), event.getWorkflowId(), event.getRunId());
        var reference = event.getEventRef();
        if (reference.getEventType() == EventType.EVENT_TYPE_UNSPECIFIED
            && reference.getEventId() != 0) {
          throw Validation.invalid(
              "workflow event link ref cannot have an unspecified event type and a non-zero event"
                  + " ID");
        }
      }
      case WORKFLOW -> {
        var workflow = link.getWorkflow();
        check("workflow", workflow.getNamespace(), workflow.getWorkflowId(), workflow.getRunId());
      }
      case ACTIVITY -> {
        var activity = link.getActivity();
        notEmpty("activity", "namespace field", activity.getNamespace());
        notEmpty("activity", "activity ID field", activity.getActivityId());
        notEmpty("activity", "run ID field", activity.getRunId());
      }
      case NEXUS_OPERATION -> {
        var operation = link.getNexusOperation();
        notEmpty("nexus operation", "namespace field", operation.getNamespace());
        notEmpty("nexus operation", "operation ID field", operation.getOperationId());
        notEmpty("nexus operation", "run ID field", operation.getRunId());
      }
      case BATCH_JOB -> notEmpty("batch job", "job ID", link.getBatchJob().getJobId());
      case VARIANT_NOT_SET -> throw Validation.invalid("unsupported link variant");
    }
  }

  private static void check(String kind, String namespace, String workflowId, String runId) {
    notEmpty(kind, "namespace field", namespace);
    notEmpty(kind, "workflow ID field", workflowId);
    notEmpty(kind, "run ID field", runId);
  }

  private static void notEmpty(String kind, String field, String value) {
    if (value.isEmpty()) {
      throw Validation.invalid("%s link must not have an empty %s".formatted(kind, field));
    }
  }
}

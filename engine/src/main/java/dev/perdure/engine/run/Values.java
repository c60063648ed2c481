package dev.perdure.engine.run;

import dev.perdure.engine.state.NullPayload;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.util.Map;

/// The values by name that a run begins with: a null, which would delete a value, is left out.
final class Values {
  private Values() {}

  static void memo(
      WorkflowExecutionStartedEventAttributes.Builder started, Map<String, Payload> fields) {
    started.clearMemo();
    for (var field : fields.entrySet()) {
      if (!NullPayload.is(field.getValue())) {
        started.getMemoBuilder().putFields(field.getKey(), field.getValue());
      }
    }
  }

  static void searchAttributes(
      WorkflowExecutionStartedEventAttributes.Builder started, Map<String, Payload> fields) {
    started.clearSearchAttributes();
    for (var field : fields.entrySet()) {
      if (!NullPayload.is(field.getValue())) {
        started.getSearchAttributesBuilder().putIndexedFields(field.getKey(), field.getValue());
      }
    }
  }
}

package dev.perdure.internal.workflow;

import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;

/// Keeps what a cached run remembers of its start small.
final class Inputs {
  /// Below this a copy without the input costs more than it saves.
  private static final int LARGE_BYTES = 512;

  private Inputs() {}

  /// The attributes without an input that is large: it was decoded and is not needed again.
  static WorkflowExecutionStartedEventAttributes withoutLarge(
      WorkflowExecutionStartedEventAttributes attributes) {
    return attributes.getInput().getSerializedSize() < LARGE_BYTES
        ? attributes
        : attributes.toBuilder().clearInput().build();
  }
}

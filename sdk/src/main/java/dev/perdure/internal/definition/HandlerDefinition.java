package dev.perdure.internal.definition;

import dev.perdure.workflow.HandlerUnfinishedPolicy;
import org.jspecify.annotations.Nullable;

/// A method of a workflow that handles a signal, a query or an update.
///
/// @param method the method; a dynamic one takes the name and the arguments as they came
/// @param validator decides whether an update is accepted; null when all are, and for the others
/// @param unfinishedPolicy what happens when the workflow ends while it runs
/// @param description what user interfaces show; empty for nothing
public record HandlerDefinition(
    DefinedMethod method,
    @Nullable DefinedMethod validator,
    HandlerUnfinishedPolicy unfinishedPolicy,
    String description) {
  HandlerDefinition withValidator(DefinedMethod validator) {
    return new HandlerDefinition(method, validator, unfinishedPolicy, description);
  }
}

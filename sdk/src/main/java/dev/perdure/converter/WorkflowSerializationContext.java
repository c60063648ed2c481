package dev.perdure.converter;

/// A payload of a workflow: its arguments, result, signals, queries, updates and memo. For a child
/// or another workflow it is that one, not the one whose code calls it.
///
/// @param namespace its namespace
/// @param workflowId its id
public record WorkflowSerializationContext(String namespace, String workflowId)
    implements SerializationContext {}

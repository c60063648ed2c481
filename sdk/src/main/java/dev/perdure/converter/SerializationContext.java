package dev.perdure.converter;

/// What a payload belongs to, for converters and codecs that treat them differently, such as an
/// encryption with a key for each workflow.
public sealed interface SerializationContext
    permits WorkflowSerializationContext, ActivitySerializationContext {
  /// The namespace.
  String namespace();
}

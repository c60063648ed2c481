package dev.perdure.converter;

import org.jspecify.annotations.Nullable;

/// A payload of an activity: its arguments, result, failure and heartbeats.
///
/// @param namespace its namespace
/// @param workflowId the id of the workflow that schedules it; null for none
/// @param workflowType the type of that workflow; null when it is not known
/// @param activityType its type; null when it is not known
/// @param activityId its id; null when it is not known, as in workflow code that leaves the choice
///   to the SDK
/// @param activityTaskQueue its task queue; null when it is not known
/// @param isLocal whether it is a local activity
public record ActivitySerializationContext(
    String namespace,
    @Nullable String workflowId,
    @Nullable String workflowType,
    @Nullable String activityType,
    @Nullable String activityId,
    @Nullable String activityTaskQueue,
    boolean isLocal)
    implements SerializationContext {}

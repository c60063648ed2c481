package dev.perdure.server.store;

import com.google.protobuf.ByteString;

/// What an operator has set for a task queue, as the file keeps it.
///
/// @param type the kind of task that the queue holds, by the protocol's number
/// @param config a `temporal.api.taskqueue.v1.TaskQueueConfig` message
public record QueueSettings(String namespace, int type, String name, ByteString config) {}

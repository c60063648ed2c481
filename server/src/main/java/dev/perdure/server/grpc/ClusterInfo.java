package dev.perdure.server.grpc;

/// What the server says about itself.
///
/// @param clusterId made with the database
/// @param persistence the name of the store
public record ClusterInfo(String clusterId, String persistence) {}

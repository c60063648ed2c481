package dev.perdure.server.grpc;

/// What arrived as a request.
sealed interface Received<Q> {
  record Message<Q>(Q request) implements Received<Q> {}

  /// It was not even parsed.
  record TooLarge<Q>(long bytes) implements Received<Q> {}
}

package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.TaskToken;

/// Reads the tokens with which workers say which task they are about.
final class TaskTokens {
  private final Namespaces namespaces;

  TaskTokens(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /// Reads a token and checks its namespace, which is the one that counts.
  ///
  /// @param namespace the one that the request names beside it, which may be empty
  /// @throws RejectedException if the bytes are no token of this kind of task, or one of another
  ///   namespace than the request's
  TaskToken read(ByteString bytes, String namespace, TaskToken.Kind kind) {
    if (bytes.isEmpty()) {
      throw Validation.invalid("Task token not set on request.");
    }
    var token = TaskToken.parse(bytes);
    if (token == null) {
      throw Validation.invalid("Error deserializing task token.");
    }
    namespaces.check(token.namespace());
    if (!namespace.equals(token.namespace()) && namespaces.isKnown(namespace)) {
      throw Validation.invalid("Operation requested with a token from a different namespace.");
    }
    if (token.kind() != kind) {
      throw Validation.invalid("Invalid TaskToken.");
    }
    return token;
  }
}

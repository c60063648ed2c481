package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import dev.perdure.converter.WorkflowSerializationContext;
import dev.perdure.internal.rpc.Rpc;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.UUID;

/// What all requests of a client are made with and sent by.
abstract class ServerCalls {
  private final Rpc rpc;
  private final ClientOptions options;

  ServerCalls(Rpc rpc, ClientOptions options) {
    this.rpc = rpc;
    this.options = options;
  }

  final Rpc rpc() {
    return rpc;
  }

  final ClientOptions options() {
    return options;
  }

  final DataConverter converter() {
    return options.dataConverter();
  }

  /// The converter for what belongs to a workflow.
  final DataConverter converter(String workflowId) {
    return converter().withContext(new WorkflowSerializationContext(namespace(), workflowId));
  }

  final String namespace() {
    return options.namespace();
  }

  final String identity() {
    return options.identity();
  }

  /// The server does a request once, however often it arrives.
  static String requestId() {
    return UUID.randomUUID().toString();
  }

  /// Sends what concerns no single thing, so that an error says nothing else than the server.
  final <Q, A> A send(MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc.call(method, request);
    } catch (StatusRuntimeException e) {
      throw RpcErrors.of(e, rpc.target());
    }
  }
}

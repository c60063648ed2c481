package dev.perdure.server.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;

/// The protocol's `OperatorService`: which call is served by whom. Methods that are not bound here
/// are answered UNIMPLEMENTED by gRPC.
final class OperatorService {
  private final ServedMethods methods =
      new ServedMethods(OperatorServiceGrpc.getServiceDescriptor());

  private OperatorService() {}

  static ServerServiceDefinition definition(Backend backend) {
    var service = new OperatorService();
    service.bindAttributes(new AttributeCalls(backend));
    service.bindNamespaces(new NamespaceCalls(backend));
    service.bindSystem(new SystemCalls(backend));
    return service.methods.definition();
  }

  private void bindAttributes(AttributeCalls attributes) {
    bind(OperatorServiceGrpc.getAddSearchAttributesMethod(), attributes::add);
    bind(OperatorServiceGrpc.getRemoveSearchAttributesMethod(), attributes::remove);
    bind(OperatorServiceGrpc.getListSearchAttributesMethod(), attributes::list);
  }

  private void bindNamespaces(NamespaceCalls namespaces) {
    bind(OperatorServiceGrpc.getDeleteNamespaceMethod(), namespaces::delete);
  }

  private void bindSystem(SystemCalls system) {
    bind(OperatorServiceGrpc.getListClustersMethod(), system::listClusters);
  }

  private <Q, R> void bind(MethodDescriptor<Q, R> method, UnaryMethod.Body<Q, R> body) {
    methods.add(new UnaryMethod<>(method, body));
  }
}

package dev.perdure.server.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/// The methods of a service that are served, with what reflection tells of the whole service.
final class ServedMethods {
  private final ServiceDescriptor service;
  private final List<UnaryMethod<?, ?>> methods = new ArrayList<>();

  /// @param service as the protocol has it
  ServedMethods(ServiceDescriptor service) {
    this.service = service;
  }

  void add(UnaryMethod<?, ?> method) {
    methods.add(method);
  }

  ServerServiceDefinition definition() {
    var descriptor =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.descriptor()));
    var definition = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(method -> add(definition, method));
    return definition.build();
  }

  private static <Q, R> void add(
      ServerServiceDefinition.Builder definition, UnaryMethod<Q, R> method) {
    definition.addMethod(method.descriptor(), method);
  }
}

package com.acme;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A gRPC server that gives prepared answers, to see what a client sends and what it makes of
/// errors that a real server gives rarely. It remembers all requests.
final class ScriptedServer implements AutoCloseable {
  private final Map<String, Queue<Object>> answers = new HashMap<>();
  private final List<Message> requests = new ArrayList<>();
  private final List<Metadata> headers = new ArrayList<>();
  private final Server server;
  final ManagedChannel channel;

  ScriptedServer() throws IOException {
    String name = UUID.randomUUID().toString();
    var service =
        ServerServiceDefinition.builder(WorkflowServiceGrpc.getServiceDescriptor().getName());
    WorkflowServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> service.addMethod(answering(method)));
    server =
        InProcessServerBuilder.forName(name)
            .addService(service.build())
            .intercept(
                new io.grpc.ServerInterceptor() {
                  @Override
                  public <Q, A> ServerCall.Listener<Q> interceptCall(
                      ServerCall<Q, A> call, Metadata sent, io.grpc.ServerCallHandler<Q, A> next) {
                    synchronized (ScriptedServer.this) {
                      headers.add(sent);
                    }
                    return next.startCall(call, sent);
                  }
                })
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @SuppressWarnings("unchecked") // requests and answers are messages
  private <Q, A> ServerMethodDefinition<Q, A> answering(MethodDescriptor<Q, A> method) {
    String name = method.getBareMethodName();
    return ServerMethodDefinition.create(
        method,
        ServerCalls.asyncUnaryCall(
            (request, observer) -> {
              Object next = next(name, (Message) request);
              if (next instanceof RuntimeException e) {
                observer.onError(e);
              } else if (next != null) {
                observer.onNext((A) next);
                observer.onCompleted();
              }
            }));
  }

  private synchronized @Nullable Object next(@Nullable String method, Message request) {
    requests.add(request);
    Queue<Object> prepared = answers.get(method);
    Object answer = prepared == null ? null : prepared.poll();
    return answer == null && "GetSystemInfo".equals(method)
        ? GetSystemInfoResponse.getDefaultInstance()
        : answer;
  }

  /// Prepares the next answers of a method; without a prepared answer a call waits for ever.
  synchronized ScriptedServer answer(String method, Message... prepared) {
    answers.computeIfAbsent(method, _ -> new ArrayDeque<>()).addAll(List.of(prepared));
    return this;
  }

  /// Prepares an error as the next answer of a method.
  synchronized ScriptedServer fail(
      String method, io.grpc.Status.Code code, String text, Message... details) {
    var status = Status.newBuilder().setCode(code.value()).setMessage(text);
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    answers
        .computeIfAbsent(method, _ -> new ArrayDeque<>())
        .add(StatusProto.toStatusRuntimeException(status.build()));
    return this;
  }

  /// The requests of a type, in order.
  synchronized <M extends Message> List<M> requests(Class<M> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// The only request of a type.
  <M extends Message> M request(Class<M> type) {
    List<M> all = requests(type);
    if (all.size() != 1) {
      throw new AssertionError("Not one but %d of %s".formatted(all.size(), type));
    }
    return all.getFirst();
  }

  /// A header of the latest call.
  synchronized @Nullable String header(String name) {
    return headers.getLast().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  Client client() {
    return Client.connect(channel, ClientOptions.defaults().withIdentity("tester"));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}

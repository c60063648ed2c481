package com.acme;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCredentials;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
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
  private final Map<String, Queue<StreamObserver<Object>>> waiting = new HashMap<>();
  private final List<Message> requests = new ArrayList<>();
  private final List<Metadata> headers = new ArrayList<>();
  private final Server server;
  final ManagedChannel channel;

  /// In this process.
  ScriptedServer() throws IOException {
    String name = UUID.randomUUID().toString();
    server = started(InProcessServerBuilder.forName(name));
    channel = InProcessChannelBuilder.forName(name).build();
  }

  /// On a TCP port; 0 for any that is free.
  ScriptedServer(int port) throws IOException {
    server = started(Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create()));
    channel =
        Grpc.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  /// On a free TCP port, with TLS.
  ScriptedServer(ServerCredentials credentials) throws IOException {
    server = started(Grpc.newServerBuilderForPort(0, credentials));
    channel =
        Grpc.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  private Server started(ServerBuilder<?> builder) throws IOException {
    var service =
        ServerServiceDefinition.builder(WorkflowServiceGrpc.getServiceDescriptor().getName());
    WorkflowServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> service.addMethod(answering(method)));
    return builder
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
  }

  @SuppressWarnings("unchecked") // requests and answers are messages
  private <Q, A> ServerMethodDefinition<Q, A> answering(MethodDescriptor<Q, A> method) {
    String name = String.valueOf(method.getBareMethodName());
    return ServerMethodDefinition.create(
        method,
        ServerCalls.asyncUnaryCall(
            (request, observer) ->
                called(name, (Message) request, (StreamObserver<Object>) observer)));
  }

  private synchronized void called(
      String method, Message request, StreamObserver<Object> observer) {
    requests.add(request);
    notifyAll();
    if (method.equals("GetSystemInfo") && !answers.containsKey(method)) {
      send(GetSystemInfoResponse.getDefaultInstance(), observer);
      return;
    }
    waiting.computeIfAbsent(method, _ -> new ArrayDeque<>()).add(observer);
    deliver(method);
  }

  private void deliver(String method) {
    Queue<Object> prepared = answers.getOrDefault(method, new ArrayDeque<>());
    Queue<StreamObserver<Object>> calls = waiting.getOrDefault(method, new ArrayDeque<>());
    while (!prepared.isEmpty() && !calls.isEmpty()) {
      send(prepared.remove(), calls.remove());
    }
  }

  private static void send(Object answer, StreamObserver<Object> observer) {
    if (answer instanceof RuntimeException e) {
      observer.onError(e);
    } else {
      observer.onNext(answer);
      observer.onCompleted();
    }
  }

  private synchronized ScriptedServer prepare(String method, List<?> prepared) {
    answers.computeIfAbsent(method, _ -> new ArrayDeque<>()).addAll(prepared);
    deliver(method);
    return this;
  }

  /// Prepares the next answers of a method; without one a call waits until there is one.
  ScriptedServer answer(String method, Message... prepared) {
    return prepare(method, List.of(prepared));
  }

  /// Prepares an error as the next answer of a method.
  ScriptedServer fail(String method, io.grpc.Status.Code code, String text, Message... details) {
    var status = Status.newBuilder().setCode(code.value()).setMessage(text);
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return prepare(method, List.of(StatusProto.toStatusRuntimeException(status.build())));
  }

  /// The requests of a type, in order.
  synchronized <M extends Message> List<M> requests(Class<M> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Waits until this many requests of a type have come.
  synchronized void await(Class<? extends Message> type, int count) throws InterruptedException {
    while (requests(type).size() < count) {
      wait();
    }
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

  /// A header of the latest call that is of bytes.
  synchronized byte @Nullable [] bytesHeader(String name) {
    return headers.getLast().get(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
  }

  int port() {
    return server.getPort();
  }

  Client client() {
    return Client.connect(channel, ClientOptions.defaults().withIdentity("tester"));
  }

  /// Ends it. Its port is free when this returns.
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      server.shutdownNow().awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

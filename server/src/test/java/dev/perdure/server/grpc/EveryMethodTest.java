package dev.perdure.server.grpc;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.stub.ClientCalls;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every method looks at before anything else, whatever else its request lacks: the namespace,
/// and the task token of those that have one.
class EveryMethodTest {
  /// It makes the namespace that it names.
  private static final Set<String> OF_NO_NAMESPACE = Set.of("RegisterNamespace");

  private static final ByteString NO_TOKEN = ByteString.EMPTY;

  private static PerdureServer server;

  @BeforeAll
  static void open() {
    server =
        PerdureServer.inMemory(
            ServerOptions.defaults().withNamespaces(List.of("default", "other")));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static List<MethodDescriptor<?, ?>> withNamespace() {
    return served(
        method ->
            has(method, "namespace")
                && !has(method, "task_token")
                && !OF_NO_NAMESPACE.contains(method.getBareMethodName()));
  }

  static List<MethodDescriptor<?, ?>> withToken() {
    return served(method -> has(method, "task_token"));
  }

  private static List<MethodDescriptor<?, ?>> served(Predicate<MethodDescriptor<?, ?>> wanted) {
    return Stream.of(
            WorkflowServiceGrpc.getServiceDescriptor(), OperatorServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(wanted)
        .filter(method -> refusal(method, "", NO_TOKEN).status().getCode() != UNIMPLEMENTED)
        .toList();
  }

  private static boolean has(MethodDescriptor<?, ?> method, String field) {
    return prototype(method).getDescriptorForType().findFieldByName(field) != null;
  }

  private static Message prototype(MethodDescriptor<?, ?> method) {
    var marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
    return (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
  }

  /// How a request is refused that has nothing but this.
  private static <Q, R> Refusals refusal(
      MethodDescriptor<Q, R> method, String namespace, ByteString token) {
    var request = prototype(method).newBuilderForType();
    var fields = request.getDescriptorForType();
    request.setField(fields.findFieldByName("namespace"), namespace);
    if (!token.isEmpty()) {
      request.setField(fields.findFieldByName("task_token"), token);
    }
    @SuppressWarnings("unchecked") // The prototype is the method's own request.
    var asked = (Q) request.build();
    var soon = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
    return Refusals.of(() -> ClientCalls.blockingUnaryCall(server.channel(), method, soon, asked));
  }

  private static ByteString token(TaskToken.Kind kind) {
    var run = "4b6e3e31-f8cd-4a8c-9a3b-3a8a3a4a8b5c";
    return new TaskToken(kind, "default", "w", run, 2, 3, 1, 1, "a").toBytes();
  }

  /// The kind of task that a method is about.
  private static TaskToken.Kind kind(MethodDescriptor<?, ?> method) {
    var name = Objects.requireNonNull(method.getBareMethodName());
    return name.contains("Query")
        ? TaskToken.Kind.QUERY
        : name.contains("Activity") ? TaskToken.Kind.ACTIVITY : TaskToken.Kind.WORKFLOW;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withNamespace")
  void a_namespace_must_be_named(MethodDescriptor<?, ?> method) {
    refusal(method, "", NO_TOKEN)
        .with(INVALID_ARGUMENT, "Namespace not set on request.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withNamespace")
  void a_namespace_must_exist(MethodDescriptor<?, ?> method) {
    var detail =
        refusal(method, "nope", NO_TOKEN)
            .with(NOT_FOUND, "Namespace nope is not found.")
            .detail(NamespaceNotFoundFailure.class);

    assertThat(detail.getNamespace()).isEqualTo("nope");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withNamespace")
  void a_namespace_is_not_too_long(MethodDescriptor<?, ?> method) {
    refusal(method, "n".repeat(1001), NO_TOKEN)
        .with(INVALID_ARGUMENT, "Namespace length exceeds limit.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withToken")
  void a_token_must_be_there(MethodDescriptor<?, ?> method) {
    refusal(method, "default", NO_TOKEN)
        .with(INVALID_ARGUMENT, "Task token not set on request.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withToken")
  void a_token_must_be_one(MethodDescriptor<?, ?> method) {
    refusal(method, "default", ByteString.copyFromUtf8("garbage"))
        .with(INVALID_ARGUMENT, "Error deserializing task token.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withToken")
  void a_token_is_of_the_same_namespace_as_its_request(MethodDescriptor<?, ?> method) {
    refusal(method, "other", token(kind(method)))
        .with(INVALID_ARGUMENT, "Operation requested with a token from a different namespace.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withToken")
  void a_token_is_of_the_right_kind_of_task(MethodDescriptor<?, ?> method) {
    var another =
        kind(method) == TaskToken.Kind.QUERY ? TaskToken.Kind.ACTIVITY : TaskToken.Kind.QUERY;

    refusal(method, "default", token(another))
        .with(INVALID_ARGUMENT, "Invalid TaskToken.")
        .noDetail();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withToken")
  void a_token_may_be_of_a_task_that_is_gone(MethodDescriptor<?, ?> method) {
    var refusal = refusal(method, "default", token(kind(method)));

    assertThat(refusal.status().getCode()).isEqualTo(NOT_FOUND);
    refusal.detail(NotFoundFailure.class);
  }
}

package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.store.Namespace;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.errordetails.v1.NamespaceAlreadyExistsFailure;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.operatorservice.v1.DeleteNamespaceRequest;
import io.temporal.api.operatorservice.v1.DeleteNamespaceResponse;
import io.temporal.api.workflowservice.v1.DeprecateNamespaceRequest;
import io.temporal.api.workflowservice.v1.DeprecateNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceResponse;
import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Namespaces by call: registered, described, listed, changed, deprecated and deleted.
final class NamespaceCalls {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  /// How much of its id a deleted namespace bears in its name.
  private static final int ID_CHARS = 5;

  private static final Rejection LOST =
      new Rejection(
          Rejection.Code.UNAVAILABLE,
          "The write to disk failed; it is not known whether the request was carried out.",
          null);

  private final Backend backend;
  private final NamespaceDescription description;

  NamespaceCalls(Backend backend) {
    this.backend = backend;
    this.description = new NamespaceDescription(backend.maxBlobBytes());
  }

  void register(UnaryCall<RegisterNamespaceRequest, RegisterNamespaceResponse> call) {
    var request = call.request();
    backend.namespaces().checkName(request.getNamespace());
    NamespaceChange.checkRegistration(request);
    var known = backend.namespaces().stored().find(request.getNamespace());
    if (known != null) {
      throw exists(known);
    }
    var made =
        new Namespace(
            request.getNamespace(),
            UUID.randomUUID(),
            Times.duration(request.getWorkflowExecutionRetentionPeriod()),
            DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(
                    NamespaceInfo.newBuilder()
                        .setDescription(request.getDescription())
                        .setOwnerEmail(request.getOwnerEmail())
                        .putAllData(request.getDataMap()))
                .build());
    var added = backend.namespaces().stored().add(made);
    reply(
        call,
        added,
        registered -> {
          if (!registered.id().equals(made.id())) {
            throw exists(registered);
          }
          return RegisterNamespaceResponse.getDefaultInstance();
        });
  }

  private static RejectedException exists(Namespace known) {
    if (known.isGoing()) {
      return new RejectedException(
          new Rejection(
              Rejection.Code.UNAVAILABLE,
              "Namespace \"%s\" is still being deleted; try again.".formatted(known.name()),
              null));
    }
    return new RejectedException(
        new Rejection(
            Rejection.Code.ALREADY_EXISTS,
            "Namespace \"%s\" already exists".formatted(known.name()),
            NamespaceAlreadyExistsFailure.getDefaultInstance()));
  }

  void describe(UnaryCall<DescribeNamespaceRequest, DescribeNamespaceResponse> call) {
    var request = call.request();
    if (!request.getNamespace().isEmpty() && !request.getId().isEmpty()) {
      throw Validation.invalid(
          "GetNamespace operation failed.  Both ID and Name specified in request.");
    }
    call.reply(
        description.of(
            request.getId().isEmpty()
                ? backend.namespaces().get(request.getNamespace())
                : backend.namespaces().byId(request.getId())));
  }

  void list(UnaryCall<ListNamespacesRequest, ListNamespacesResponse> call) {
    var request = call.request();
    int size = request.getPageSize() > 0 ? Math.min(request.getPageSize(), LARGEST_PAGE) : PAGE;
    boolean deleted = request.getNamespaceFilter().getIncludeDeleted();
    var after = request.getNextPageToken().toStringUtf8();
    var found =
        backend.namespaces().all().stream()
            .filter(
                namespace -> deleted || namespace.state() != NamespaceState.NAMESPACE_STATE_DELETED)
            .filter(namespace -> namespace.shownName().compareTo(after) > 0)
            .sorted(Comparator.comparing(Namespace::shownName))
            .limit(size + 1L)
            .toList();
    var response = ListNamespacesResponse.newBuilder();
    found.stream().limit(size).map(description::of).forEach(response::addNamespaces);
    if (found.size() > size) {
      response.setNextPageToken(ByteString.copyFromUtf8(found.get(size - 1).shownName()));
    }
    call.reply(response.build());
  }

  void update(UnaryCall<UpdateNamespaceRequest, UpdateNamespaceResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var changed =
        backend
            .namespaces()
            .stored()
            .change(
                request.getNamespace(),
                known -> new NamespaceChange(request, backend.namespaces().now()).appliedTo(known));
    reply(
        call,
        changed,
        namespace -> {
          var described = description.of(namespace);
          return UpdateNamespaceResponse.newBuilder()
              .setNamespaceInfo(described.getNamespaceInfo())
              .setConfig(described.getConfig())
              .setReplicationConfig(described.getReplicationConfig())
              .build();
        });
  }

  void deprecate(UnaryCall<DeprecateNamespaceRequest, DeprecateNamespaceResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var changed =
        backend
            .namespaces()
            .stored()
            .change(
                request.getNamespace(),
                known -> NamespaceChange.state(known, NamespaceState.NAMESPACE_STATE_DEPRECATED));
    reply(call, changed, _ -> DeprecateNamespaceResponse.getDefaultInstance());
  }

  /// Gives the namespace another name at once; its runs are removed behind that.
  void delete(UnaryCall<DeleteNamespaceRequest, DeleteNamespaceResponse> call) {
    var request = call.request();
    if (!request.getNamespace().isEmpty() && !request.getNamespaceId().isEmpty()) {
      throw Validation.invalid("Only one of namespace name or Id should be set on request.");
    }
    var found =
        request.getNamespaceId().isEmpty()
            ? backend.namespaces().get(request.getNamespace())
            : backend.namespaces().byId(request.getNamespaceId());
    if (found.name().equals(Namespaces.SYSTEM)) {
      throw new RejectedException(
          new Rejection(
              Rejection.Code.FAILED_PRECONDITION, "unable to delete system namespace", null));
    }
    var changed = backend.namespaces().stored().change(found.name(), NamespaceCalls::deleted);
    backend.namespaces().goes();
    reply(
        call,
        changed,
        namespace ->
            DeleteNamespaceResponse.newBuilder()
                .setDeletedNamespace(namespace.shownName())
                .build());
  }

  private static Namespace deleted(Namespace known) {
    if (known.isGoing()) {
      return known;
    }
    var deleted = NamespaceChange.state(known, NamespaceState.NAMESPACE_STATE_DELETED);
    var details = deleted.details().toBuilder();
    details
        .getNamespaceInfoBuilder()
        .setName(
            "%s-deleted-%s"
                .formatted(
                    known.name(),
                    known.id().toString().toLowerCase(Locale.ROOT).substring(0, ID_CHARS)));
    return new Namespace(known.name(), known.id(), known.retention(), details.build());
  }

  private <R> void reply(
      UnaryCall<?, R> call, CompletableFuture<Namespace> durable, Function<Namespace, R> response) {
    var _ =
        durable.whenCompleteAsync(
            (namespace, failure) -> {
              if (failure != null) {
                call.reject(LOST);
                return;
              }
              try {
                call.reply(response.apply(namespace));
              } catch (RejectedException e) {
                call.reject(e.rejection());
              }
            },
            backend.scheduler());
  }
}

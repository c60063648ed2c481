package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.AddSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesResponse;
import io.temporal.api.workflowservice.v1.GetSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.GetSearchAttributesResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Calls about the search attributes of namespaces.
final class AttributeCalls {
  /// How many a namespace may register.
  private static final int MOST = 1_000;

  private final Backend backend;

  AttributeCalls(Backend backend) {
    this.backend = backend;
  }

  /// Names that are registered already are left as they are.
  void add(UnaryCall<AddSearchAttributesRequest, AddSearchAttributesResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    if (request.getSearchAttributesCount() == 0) {
      throw notSet();
    }
    var added = new HashMap<String, IndexedValueType>();
    request
        .getSearchAttributesMap()
        .forEach(
            (name, type) -> {
              if (KnownAttributes.isReserved(name)) {
                throw Validation.invalid(
                    "Search attribute %s is reserved by system.".formatted(name));
              }
              added.put(name, type);
            });
    request
        .getSearchAttributesValueMap()
        .forEach(
            (name, number) -> {
              var type = IndexedValueType.forNumber(number);
              if (type == null || type == IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED) {
                throw Validation.invalid(
                    "Unknown search attribute type: %s."
                        .formatted(type == null ? number : "Unspecified"));
              }
            });
    for (var name : added.keySet()) {
      if (name.isEmpty() || Validation.utf8Length(name) > backend.maxIdLength()) {
        throw Validation.invalid("Search attribute name is empty or too long.");
      }
    }
    var known = backend.searchAttributes().types(request.getNamespace());
    added.keySet().removeAll(known.keySet());
    if (known.size() + added.size() > MOST) {
      throw Validation.invalid(
          "cannot have more than %d search attributes in a namespace.".formatted(MOST));
    }
    change(
        call,
        request.getNamespace(),
        added,
        Set.of(),
        AddSearchAttributesResponse.getDefaultInstance());
  }

  /// Names that are not registered are passed over.
  void remove(UnaryCall<RemoveSearchAttributesRequest, RemoveSearchAttributesResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    if (request.getSearchAttributesCount() == 0) {
      throw notSet();
    }
    var known = backend.searchAttributes().types(request.getNamespace());
    var removed = new HashSet<String>();
    for (var name : request.getSearchAttributesList()) {
      if (known.containsKey(name)) {
        removed.add(name);
      } else if (KnownAttributes.SYSTEM.containsKey(name)
          || KnownAttributes.PREDEFINED.containsKey(name)) {
        throw Validation.invalid(
            "Unable to remove non-custom search attributes: %s.".formatted(name));
      }
    }
    change(
        call,
        request.getNamespace(),
        Map.of(),
        removed,
        RemoveSearchAttributesResponse.getDefaultInstance());
  }

  private <R> void change(
      UnaryCall<?, R> call,
      String namespace,
      Map<String, IndexedValueType> added,
      Set<String> removed,
      R response) {
    if (added.isEmpty() && removed.isEmpty()) {
      call.reply(response);
      return;
    }
    var _ =
        backend
            .searchAttributes()
            .change(namespace, added, removed)
            .whenCompleteAsync(
                (_, e) -> {
                  if (e == null) {
                    call.reply(response);
                  } else {
                    call.reject(
                        new Rejection(
                            Rejection.Code.UNAVAILABLE,
                            "Unable to save search attributes: the disk does not take them.",
                            null));
                  }
                },
                backend.scheduler());
  }

  void list(UnaryCall<ListSearchAttributesRequest, ListSearchAttributesResponse> call) {
    var namespace = call.request().getNamespace();
    backend.namespaces().check(namespace);
    var response =
        ListSearchAttributesResponse.newBuilder()
            .putAllCustomAttributes(backend.searchAttributes().types(namespace))
            .putAllSystemAttributes(KnownAttributes.SYSTEM)
            .putAllSystemAttributes(KnownAttributes.PREDEFINED);
    call.reply(response.build());
  }

  /// All names that any namespace knows.
  void keys(UnaryCall<GetSearchAttributesRequest, GetSearchAttributesResponse> call) {
    var keys = new HashMap<String, IndexedValueType>();
    for (var namespace : backend.namespaces().all()) {
      keys.putAll(backend.searchAttributes().types(namespace.name()));
    }
    call.reply(
        GetSearchAttributesResponse.newBuilder().putAllKeys(KnownAttributes.with(keys)).build());
  }

  private static RejectedException notSet() {
    return Validation.invalid("SearchAttributes are not set on request.");
  }
}

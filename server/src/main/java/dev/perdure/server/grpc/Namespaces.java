package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.store.Namespace;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The namespaces that exist.
public final class Namespaces {
  private final Map<String, Namespace> byName;

  public Namespaces(Collection<Namespace> namespaces) {
    byName =
        namespaces.stream()
            .collect(
                Collectors.toMap(Namespace::name, Function.identity(), (a, _) -> a, TreeMap::new));
  }

  Collection<Namespace> all() {
    return byName.values();
  }

  /// Fails the request when there is no such namespace.
  void check(String name) {
    if (!byName.containsKey(name)) {
      throw unknown(name);
    }
  }

  Namespace get(String name) {
    var found = byName.get(name);
    if (found == null) {
      throw unknown(name);
    }
    return found;
  }

  Namespace byId(String id) {
    return byName.values().stream()
        .filter(namespace -> namespace.id().toString().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static RejectedException unknown(String name) {
    if (name.isEmpty()) {
      return RejectedException.invalidArgument("Namespace is not set on request.");
    }
    return new RejectedException(
        new Rejection(
            Rejection.Code.NOT_FOUND,
            "Namespace " + name + " is not found.",
            NamespaceNotFoundFailure.newBuilder().setNamespace(name).build()));
  }
}

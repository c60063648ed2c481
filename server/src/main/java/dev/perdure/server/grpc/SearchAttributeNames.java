package dev.perdure.server.grpc;

import dev.perdure.server.search.Attribute;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The search attributes that callers may set: the registered ones, and those of the system that
/// SDKs write.
public final class SearchAttributeNames {
  private static final Set<String> PREDEFINED =
      Set.of(
          "BatcherUser",
          "BinaryChecksums",
          "BuildIds",
          "TemporalChangeVersion",
          "TemporalNamespaceDivision",
          "TemporalReportedProblems",
          "TemporalScheduledById",
          "TemporalScheduledStartTime",
          "TemporalSchedulePaused");

  private final Set<String> registered;
  private final Map<String, IndexedValueType> types;

  /// @param registered name to type: `Keyword`, `Int`, …
  public SearchAttributeNames(Map<String, String> registered) {
    this.registered = Set.copyOf(registered.keySet());
    var byName = new TreeMap<String, IndexedValueType>();
    registered.forEach((name, type) -> byName.put(name, Attribute.type(type)));
    this.types = byName;
  }

  /// What is registered in a namespace.
  Map<String, IndexedValueType> types(String namespace) {
    return types;
  }

  /// Fails the request when one of its attributes is unknown.
  void check(String namespace, SearchAttributes attributes) {
    for (var name : attributes.getIndexedFieldsMap().keySet()) {
      if (!registered.contains(name) && !PREDEFINED.contains(name)) {
        throw Validation.invalid(
            "Namespace %s has no mapping defined for search attribute %s"
                .formatted(namespace, name));
      }
    }
  }
}

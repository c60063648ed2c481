package dev.perdure.server.grpc;

import io.temporal.api.common.v1.SearchAttributes;
import java.util.Set;

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

  public SearchAttributeNames(Set<String> registered) {
    this.registered = Set.copyOf(registered);
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

package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps large payloads outside of histories. Used by several threads at once; it may block.
public interface StorageDriver {
  /// The name in the references that replace payloads: unique among the drivers of a storage, and
  /// the same for all clients and workers.
  String name();

  /// Stores payloads, and returns a claim for each, in order. The same payload may be stored again,
  /// when a call or a task is repeated.
  ///
  /// @param target the workflow or activity that the payloads are for; null when it is not known
  List<StorageClaim> store(@Nullable SerializationContext target, List<Payload> payloads);

  /// The payloads of claims, in order.
  List<Payload> retrieve(List<StorageClaim> claims);
}

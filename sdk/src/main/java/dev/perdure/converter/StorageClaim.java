package dev.perdure.converter;

import java.util.Map;

/// By what a [StorageDriver] finds a payload again. It travels in the payload's place.
///
/// @param data the driver's own data, in clear
public record StorageClaim(Map<String, String> data) {
  /// A claim with a copy of the data.
  public StorageClaim {
    data = Map.copyOf(data);
  }
}

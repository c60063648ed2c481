package dev.perdure.internal.wire;

import dev.perdure.converter.DataConverter;
import io.temporal.api.sdk.v1.UserMetadata;
import org.jspecify.annotations.Nullable;

/// What user interfaces show beside a workflow or a command, as a message.
public final class UserMetadataPayloads {
  private UserMetadataPayloads() {}

  /// The texts as a message; null when there are none.
  ///
  /// @param summary one line
  /// @param details several lines
  public static @Nullable UserMetadata encode(
      @Nullable String summary, @Nullable String details, DataConverter converter) {
    if (summary == null && details == null) {
      return null;
    }
    var metadata = UserMetadata.newBuilder();
    if (summary != null) {
      metadata.setSummary(converter.encode(summary));
    }
    if (details != null) {
      metadata.setDetails(converter.encode(details));
    }
    return metadata.build();
  }
}

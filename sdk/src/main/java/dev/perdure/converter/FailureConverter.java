package dev.perdure.converter;

import io.temporal.api.failure.v1.Failure;

/// Converts exceptions to failures that travel, and back.
public interface FailureConverter {
  /// The exception and its causes as a failure.
  Failure encode(Throwable exception, PayloadConverter payloads);

  /// The failure and its causes as an exception.
  dev.perdure.failure.Failure decode(Failure failure, PayloadConverter payloads);

  /// The converter for failures of this workflow or activity; the converter itself unless it is
  /// overridden.
  default FailureConverter withContext(SerializationContext context) {
    return this;
  }
}

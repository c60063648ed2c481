package dev.perdure.internal.wire;

import dev.perdure.common.Details;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failure.Origin;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encodes failures that have to be told whatever is in them: somebody waits for the answer.
public final class FailureEncoding {
  private static final Logger log = LoggerFactory.getLogger(FailureEncoding.class);

  private FailureEncoding() {}

  /// The exception as a failure; without its details and causes when the converter fails on these,
  /// and without its message, which may be secret, when it fails on that too.
  public static Failure encode(DataConverter converter, Throwable exception) {
    try {
      return converter.encodeFailure(exception);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.warn("A failure cannot be encoded, and is told in part.", e);
      return inPart(converter, exception, e);
    }
  }

  private static Failure inPart(DataConverter converter, Throwable exception, Throwable why) {
    boolean nonRetryable = exception instanceof ApplicationFailure f && f.nonRetryable();
    String type =
        exception instanceof ApplicationFailure f ? f.type() : exception.getClass().getSimpleName();
    try {
      var part =
          new ApplicationFailure(
              Origin.here(
                  "%s (what came with it cannot be encoded: %s)"
                      .formatted(
                          exception.getMessage() == null ? exception : exception.getMessage(), why),
                  null),
              new ApplicationFailure.Attributes(
                  type,
                  nonRetryable,
                  Details.none(),
                  null,
                  ApplicationFailure.Category.UNSPECIFIED));
      part.setStackTrace(exception.getStackTrace());
      return converter.encodeFailure(part);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return Failure.newBuilder()
          .setMessage("The failure converter cannot encode a failure: " + e.getClass().getName())
          .setApplicationFailureInfo(
              ApplicationFailureInfo.newBuilder().setType(type).setNonRetryable(nonRetryable))
          .build();
    }
  }
}

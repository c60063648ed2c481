package dev.perdure.failure;

/// The server could not do its part.
public final class ServerFailure extends Failure {
  private final boolean nonRetryable;

  /// For converters.
  public ServerFailure(Origin origin, boolean nonRetryable) {
    super(origin);
    this.nonRetryable = nonRetryable;
  }

  /// Whether trying again cannot help.
  public boolean nonRetryable() {
    return nonRetryable;
  }
}

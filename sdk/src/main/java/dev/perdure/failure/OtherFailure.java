package dev.perdure.failure;

/// A failure of a kind that this version has no class for; [#wire] has all of it.
public final class OtherFailure extends Failure {
  /// For converters.
  public OtherFailure(Origin origin) {
    super(origin);
  }
}

package dev.perdure.activity;

/// Ends an activity method whose outcome comes from elsewhere later. It is not a failure.
///
/// @see Activity#completeAsync()
public final class CompleteAsyncException extends RuntimeException {
  /// Only [ActivityContext#completeAsync()] gives it its meaning.
  public CompleteAsyncException() {
    super("This activity is completed from elsewhere.", null, false, false);
  }
}

package dev.perdure.validation;

/// A constraint that a decoded value does not meet. The value itself is not in it: it may be
/// secret.
///
/// @param path where, as in `items[0].quantity`; empty for the whole value
/// @param constraint the simple name of the constraint's annotation, as in `Min`
/// @param message what is wanted, as in `must be greater than or equal to 1`
public record Violation(String path, String constraint, String message) {
  /// As in `items[0].quantity must be greater than or equal to 1 (Min)`.
  @Override
  public String toString() {
    return "%s%s (%s)".formatted(path.isEmpty() ? "" : path + " ", message, constraint);
  }
}

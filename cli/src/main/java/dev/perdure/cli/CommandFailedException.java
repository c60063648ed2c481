package dev.perdure.cli;

/// A command could not do its work for a reason that its user can understand: the message is a
/// whole sentence for the terminal and no stack trace follows it.
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// With the sentence to print.
  public CommandFailedException(String message) {
    super(message);
  }

  /// With the sentence to print and what led to it.
  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

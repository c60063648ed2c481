package dev.perdure.failure;

import dev.perdure.common.Details;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A failure that user code reports: thrown by an activity it is retried as the retry policy says,
/// thrown by a workflow it fails the workflow. Its type is what callers decide by.
///
/// Other exceptions become application failures too, with the simple name of their class as the
/// type (see [FailureType]).
public final class ApplicationFailure extends Failure {
  /// How much notice a failure deserves.
  public enum Category {
    /// As any failure.
    UNSPECIFIED,
    /// Expected: logged at debug level and not counted as a failure.
    BENIGN
  }

  /// What an application failure has besides message and cause.
  ///
  /// @param type what callers decide by; empty when there is none
  /// @param nonRetryable whether it is final, whatever the retry policy says
  /// @param details values for the caller
  /// @param nextRetryDelay the wait before the next attempt, instead of the retry policy's
  /// @param category how much notice it deserves
  public record Attributes(
      String type,
      boolean nonRetryable,
      Details details,
      @Nullable Duration nextRetryDelay,
      Category category) {
    Attributes(String type, boolean nonRetryable) {
      this(type, nonRetryable, Details.none(), null, Category.UNSPECIFIED);
    }
  }

  private final String type;
  private final boolean nonRetryable;
  private final transient @Nullable Details details;
  private final @Nullable Duration nextRetryDelay;
  private final Category category;

  /// For converters; user code calls [#of] or [#nonRetryable].
  public ApplicationFailure(Origin origin, Attributes attributes) {
    super(origin);
    this.type = attributes.type;
    this.nonRetryable = attributes.nonRetryable;
    this.details = attributes.details;
    this.nextRetryDelay = attributes.nextRetryDelay;
    this.category = attributes.category;
  }

  /// A failure that is retried where a retry policy allows it.
  public static ApplicationFailure of(String message, String type) {
    return new ApplicationFailure(Origin.here(message, null), new Attributes(type, false));
  }

  /// A failure that is final, whatever the retry policy says.
  public static ApplicationFailure nonRetryable(String message, String type) {
    return new ApplicationFailure(Origin.here(message, null), new Attributes(type, true));
  }

  /// The same with values for the caller.
  public ApplicationFailure withDetails(@Nullable Object... values) {
    return with(new Attributes(type, nonRetryable, Details.of(values), nextRetryDelay, category));
  }

  /// The same with the wait before the next attempt, instead of the retry policy's.
  public ApplicationFailure withNextRetryDelay(Duration delay) {
    return with(new Attributes(type, nonRetryable, details(), delay, category));
  }

  /// The same with a category.
  public ApplicationFailure withCategory(Category category) {
    return with(new Attributes(type, nonRetryable, details(), nextRetryDelay, category));
  }

  /// The same with a cause.
  public ApplicationFailure withCause(Throwable cause) {
    return copy(cause, new Attributes(type, nonRetryable, details(), nextRetryDelay, category));
  }

  private ApplicationFailure with(Attributes changed) {
    return copy(getCause(), changed);
  }

  private ApplicationFailure copy(@Nullable Throwable cause, Attributes changed) {
    var copy = new ApplicationFailure(Origin.here(getMessage(), cause), changed);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /// What callers decide by; empty when there is none.
  public String type() {
    return type;
  }

  /// Whether it is final, whatever the retry policy says.
  public boolean nonRetryable() {
    return nonRetryable;
  }

  /// Values for the caller.
  public Details details() {
    return orNone(details);
  }

  /// The wait before the next attempt, instead of the retry policy's; null when not given.
  public @Nullable Duration nextRetryDelay() {
    return nextRetryDelay;
  }

  /// How much notice it deserves.
  public Category category() {
    return category;
  }

  @Override
  String remark() {
    return type();
  }
}

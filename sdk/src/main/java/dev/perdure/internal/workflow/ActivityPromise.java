package dev.perdure.internal.workflow;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The result of one activity.
final class ActivityPromise<T extends @Nullable Object> extends RunPromise<T> {
  private final RunContext run;
  private final Type resultType;

  ActivityPromise(RunContext run, Type resultType) {
    super(run);
    this.run = run;
    this.resultType = resultType;
  }

  /// An undecodable result is thrown where the workflow asks for it.
  @SuppressWarnings({"unchecked", "NullAway"}) // the caller's types say what the activity returns
  void completed(Payloads result) {
    T value;
    try {
      value = (T) run.settings.converter().decodeResult(result, resultType);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    complete(value);
  }

  void failed(Failure failure) {
    fail(run.settings.converter().decodeFailure(failure));
  }
}

package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The result of one activity or child workflow, which comes as payloads.
class ResultPromise<T extends @Nullable Object> extends RunPromise<T> {
  private final DataConverter converter;
  private final Type resultType;

  /// @param converter that of the values of what gives the result
  ResultPromise(RunContext run, DataConverter converter, Type resultType) {
    super(run);
    this.converter = converter;
    this.resultType = resultType;
  }

  /// An undecodable result is thrown where the workflow asks for it.
  @SuppressWarnings({"unchecked", "NullAway"}) // the caller's types say what it returns
  void completed(Payloads result) {
    T value;
    try {
      value = (T) converter.decodeResult(result, resultType);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    complete(value);
  }

  void failed(Failure failure) {
    fail(converter.decodeFailure(failure));
  }
}

package dev.perdure.common;

import io.temporal.api.common.v1.Payload;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an interceptor sees of a call that takes arguments and headers along. Immutable: each
/// `with…` method returns another input, for the `next` in the chain.
///
/// Headers are payloads by name that only interceptors read and write: those of a client reach
/// those of the worker that takes the call. They are encoded by whoever sets them, for example with
/// `DataConverter.defaults().encode(value)`.
///
/// @param <T> the input itself
public interface CallInput<T extends CallInput<T>> {
  /// The arguments, before they are encoded or after they were decoded.
  List<@Nullable Object> arguments();

  /// The headers.
  Map<String, Payload> headers();

  /// The same with other arguments.
  T withArguments(List<@Nullable Object> arguments);

  /// The same with these headers in place of all others.
  T withHeaders(Map<String, Payload> headers);

  /// The same with one header more.
  default T withHeader(String name, Payload value) {
    Map<String, Payload> all = new LinkedHashMap<>(headers());
    all.put(name, value);
    return withHeaders(Collections.unmodifiableMap(all));
  }
}

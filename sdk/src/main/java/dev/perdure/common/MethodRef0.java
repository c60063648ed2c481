package dev.perdure.common;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A reference to a method with no arguments and a result, as in `Type::method`. It names the
/// method; it is never called.
@FunctionalInterface
public interface MethodRef0<T, R extends @Nullable Object> extends Serializable {
  R call(T receiver) throws Exception;
}

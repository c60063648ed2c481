package dev.perdure.common;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A reference to a method with one argument and a result, as in `Type::method`. It names the
/// method; it is never called.
@FunctionalInterface
public interface MethodRef1<T, A1 extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  R call(T receiver, A1 argument1) throws Exception;
}

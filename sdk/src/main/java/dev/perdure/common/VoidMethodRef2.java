package dev.perdure.common;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A reference to a method with two arguments and no result, as in `Type::method`. It names the
/// method; it is never called.
@FunctionalInterface
public interface VoidMethodRef2<T, A1 extends @Nullable Object, A2 extends @Nullable Object>
    extends Serializable {
  void call(T receiver, A1 argument1, A2 argument2) throws Exception;
}

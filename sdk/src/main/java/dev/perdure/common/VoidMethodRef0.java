package dev.perdure.common;

import java.io.Serializable;

/// A reference to a method with no arguments and no result, as in `Type::method`. It names the
/// method; it is never called.
@FunctionalInterface
public interface VoidMethodRef0<T> extends Serializable {
  void call(T receiver) throws Exception;
}

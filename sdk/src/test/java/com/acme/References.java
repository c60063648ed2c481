package com.acme;

import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.MethodRef2;
import dev.perdure.common.MethodRef4;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.reference.ResolvedMethod;
import org.jspecify.annotations.Nullable;

/// Verbs that take references the way the API's do.
public final class References {
  private References() {}

  public static <T, R extends @Nullable Object> ResolvedMethod resolve(MethodRef0<T, R> ref) {
    return MethodReferences.resolve(ref);
  }

  public static <T> ResolvedMethod resolve(VoidMethodRef0<T> ref) {
    return MethodReferences.resolve(ref);
  }

  public static <T, A extends @Nullable Object, R extends @Nullable Object> ResolvedMethod resolve(
      MethodRef1<T, A, R> ref) {
    return MethodReferences.resolve(ref);
  }

  public static <T, A extends @Nullable Object> ResolvedMethod resolve(VoidMethodRef1<T, A> ref) {
    return MethodReferences.resolve(ref);
  }

  public static <T, A extends @Nullable Object, B extends @Nullable Object, R>
      ResolvedMethod resolve(MethodRef2<T, A, B, R> ref) {
    return MethodReferences.resolve(ref);
  }

  public static <T, A, B, C, D, R> ResolvedMethod resolve(MethodRef4<T, A, B, C, D, R> ref) {
    return MethodReferences.resolve(ref);
  }
}

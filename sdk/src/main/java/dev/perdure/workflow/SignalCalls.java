package dev.perdure.workflow;

import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.internal.reference.MethodReferences;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Signals to another workflow, typed from no argument to four: what [ChildWorkflowHandle] and
/// [ExternalWorkflowHandle] have in common. Public so that reflection may call them from anywhere.
public interface SignalCalls<W> {
  /// Sends a signal by its name, and waits until the workflow has got it.
  ///
  /// Cancelling the caller takes back a signal that is not on its way yet.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  void signal(String name, @Nullable Object... arguments);

  /// Sends a signal, and waits until the workflow has got it.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  default void signal(VoidMethodRef0<W> signal) {
    signal(nameOf(signal));
  }

  /// Sends a signal, and waits until the workflow has got it.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  default <A1 extends @Nullable Object> void signal(VoidMethodRef1<W, A1> signal, A1 argument1) {
    signal(nameOf(signal), argument1);
  }

  /// Sends a signal, and waits until the workflow has got it.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  default <A1 extends @Nullable Object, A2 extends @Nullable Object> void signal(
      VoidMethodRef2<W, A1, A2> signal, A1 argument1, A2 argument2) {
    signal(nameOf(signal), argument1, argument2);
  }

  /// Sends a signal, and waits until the workflow has got it.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  default <A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      void signal(VoidMethodRef3<W, A1, A2, A3> signal, A1 argument1, A2 argument2, A3 argument3) {
    signal(nameOf(signal), argument1, argument2, argument3);
  }

  /// Sends a signal, and waits until the workflow has got it.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow, or it is closed
  default <
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      void signal(
          VoidMethodRef4<W, A1, A2, A3, A4> signal,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    signal(nameOf(signal), argument1, argument2, argument3, argument4);
  }

  private static String nameOf(Serializable signal) {
    return MethodReferences.resolve(signal).signalName();
  }
}

package dev.perdure.client;

import com.google.protobuf.Empty;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.reference.MethodReferences;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.ResetOptions;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a batch does to each of its workflows. Immutable.
public final class BatchOperation {
  // without what depends on the client: who it is, and how it encodes the values
  private final StartBatchOperationRequest operation;
  private final List<@Nullable Object> values;

  private BatchOperation(StartBatchOperationRequest.Builder operation, @Nullable Object... values) {
    List<@Nullable Object> list = new ArrayList<>();
    Collections.addAll(list, values);
    this.operation = operation.build();
    this.values = Collections.unmodifiableList(list);
  }

  private static StartBatchOperationRequest.Builder none() {
    return StartBatchOperationRequest.newBuilder();
  }

  /// Terminates the workflows.
  ///
  /// @param details values for those who wait for their results
  public static BatchOperation terminate(@Nullable Object... details) {
    var operation = none();
    operation.getTerminationOperationBuilder();
    return new BatchOperation(operation, details);
  }

  /// Requests that the workflows be cancelled.
  public static BatchOperation cancel() {
    var operation = none();
    operation.getCancellationOperationBuilder();
    return new BatchOperation(operation);
  }

  /// Deletes the workflows: open ones are terminated first.
  public static BatchOperation delete() {
    var operation = none();
    operation.getDeletionOperationBuilder();
    return new BatchOperation(operation);
  }

  /// Resets the workflows to their beginning.
  public static BatchOperation resetToFirstWorkflowTask() {
    return reset(
        ResetOptions.newBuilder().setFirstWorkflowTask(Empty.getDefaultInstance()).build());
  }

  /// Resets the workflows to their last completed workflow task.
  public static BatchOperation resetToLastWorkflowTask() {
    return reset(ResetOptions.newBuilder().setLastWorkflowTask(Empty.getDefaultInstance()).build());
  }

  /// Resets the workflows as the protocol's options say.
  public static BatchOperation reset(ResetOptions options) {
    var operation = none();
    operation.getResetOperationBuilder().setOptions(options);
    return new BatchOperation(operation);
  }

  /// Sends a signal by its name.
  public static BatchOperation signal(String name, @Nullable Object... arguments) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A signal's name must not be empty.");
    }
    var operation = none();
    operation.getSignalOperationBuilder().setSignal(name);
    return new BatchOperation(operation, arguments);
  }

  /// Sends a signal.
  public static <W> BatchOperation signal(VoidMethodRef0<W> signal) {
    return signal(nameOf(signal));
  }

  /// Sends a signal.
  public static <W, A1 extends @Nullable Object> BatchOperation signal(
      VoidMethodRef1<W, A1> signal, A1 argument1) {
    return signal(nameOf(signal), argument1);
  }

  /// Sends a signal.
  public static <W, A1 extends @Nullable Object, A2 extends @Nullable Object> BatchOperation signal(
      VoidMethodRef2<W, A1, A2> signal, A1 argument1, A2 argument2) {
    return signal(nameOf(signal), argument1, argument2);
  }

  /// Sends a signal.
  public static <
          W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      BatchOperation signal(
          VoidMethodRef3<W, A1, A2, A3> signal, A1 argument1, A2 argument2, A3 argument3) {
    return signal(nameOf(signal), argument1, argument2, argument3);
  }

  /// Sends a signal.
  public static <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      BatchOperation signal(
          VoidMethodRef4<W, A1, A2, A3, A4> signal,
          A1 argument1,
          A2 argument2,
          A3 argument3,
          A4 argument4) {
    return signal(nameOf(signal), argument1, argument2, argument3, argument4);
  }

  private static String nameOf(Serializable signal) {
    return MethodReferences.resolve(signal).signalName();
  }

  /// The request with nothing but the operation.
  StartBatchOperationRequest.Builder request(DataConverter converter, String identity) {
    var request = operation.toBuilder();
    Payloads encoded =
        values.isEmpty() ? Payloads.getDefaultInstance() : converter.encodeList(values);
    switch (request.getOperationCase()) {
      case TERMINATION_OPERATION -> {
        var termination = request.getTerminationOperationBuilder().setIdentity(identity);
        if (!values.isEmpty()) {
          termination.setDetails(encoded);
        }
      }
      case SIGNAL_OPERATION -> {
        var signal = request.getSignalOperationBuilder().setIdentity(identity);
        if (!values.isEmpty()) {
          signal.setInput(encoded);
        }
      }
      case CANCELLATION_OPERATION ->
          request.getCancellationOperationBuilder().setIdentity(identity);
      case DELETION_OPERATION -> request.getDeletionOperationBuilder().setIdentity(identity);
      case RESET_OPERATION -> request.getResetOperationBuilder().setIdentity(identity);
      default -> throw new IllegalStateException("No such operation is made here.");
    }
    return request;
  }

  @Override
  public String toString() {
    return "batch of " + operation.getOperationCase();
  }
}

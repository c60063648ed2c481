package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as lists show it: less than what describe shows, and times to the microsecond.
final class ListedRun {
  private static final String TYPE = "type";
  private static final int NANOS_PER_MICRO = 1_000;

  private ListedRun() {}

  /// @param types the types of the namespace's search attributes
  static WorkflowExecutionInfo info(RunSummary run, Map<String, IndexedValueType> types) {
    var info = run.info().toBuilder().clearFirstRunId();
    info.setStartTime(toMicros(info.getStartTime()));
    info.setExecutionTime(toMicros(info.getExecutionTime()));
    if (info.hasCloseTime()) {
      info.setCloseTime(toMicros(info.getCloseTime()));
    }
    if (run.isOpen()) {
      info.clearStateTransitionCount().clearHistorySizeBytes();
    }
    if (run.searchAttributes().isEmpty()) {
      info.clearSearchAttributes();
    } else {
      var attributes = info.getSearchAttributesBuilder();
      run.searchAttributes()
          .forEach(
              (name, value) -> attributes.putIndexedFields(name, typed(value, types.get(name))));
    }
    return info.build();
  }

  /// Clients read a value by the type beside it.
  static Payload typed(Payload value, @Nullable IndexedValueType type) {
    if (type == null || value.containsMetadata(TYPE)) {
      return value;
    }
    return value.toBuilder()
        .putMetadata(TYPE, ByteString.copyFromUtf8(Attribute.typeName(type)))
        .build();
  }

  private static Timestamp toMicros(Timestamp time) {
    int nanos = time.getNanos();
    return Timestamp.newBuilder()
        .setSeconds(time.getSeconds())
        .setNanos(nanos - nanos % NANOS_PER_MICRO)
        .build();
  }
}

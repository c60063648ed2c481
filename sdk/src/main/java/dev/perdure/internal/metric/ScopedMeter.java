package dev.perdure.internal.metric;

import dev.perdure.common.MetricMeter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A meter that adds attributes to all that is recorded, and records only while it may: workflow
/// code must not count again what it repeats.
public final class ScopedMeter extends WrappedMeter {
  private final Map<String, String> attributes;
  private final BooleanSupplier recording;

  /// @param recording whether what is recorded counts; asked each time
  public ScopedMeter(MetricMeter meter, Map<String, String> attributes, BooleanSupplier recording) {
    super(meter);
    this.attributes = Map.copyOf(attributes);
    this.recording = recording;
  }

  @Override
  void record(Map<String, String> more, Consumer<Map<String, String>> what) {
    if (recording.getAsBoolean()) {
      what.accept(with(more));
    }
  }

  private Map<String, String> with(Map<String, String> more) {
    if (more.isEmpty()) {
      return attributes;
    }
    var all = new HashMap<>(attributes);
    all.putAll(more);
    return all;
  }
}

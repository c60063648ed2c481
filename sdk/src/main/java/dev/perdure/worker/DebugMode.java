package dev.perdure.worker;

import org.jspecify.annotations.Nullable;

/// Whether workflow code may stop in a debugger unless a builder says otherwise.
final class DebugMode {
  /// Whether the environment asks for it.
  static final boolean DEFAULT = isOn(System.getenv("TEMPORAL_DEBUG"));

  private DebugMode() {}

  /// Whether a variable of that value asks for it; null for none.
  static boolean isOn(@Nullable String variable) {
    return variable != null
        && !variable.isEmpty()
        && !variable.equals("0")
        && !variable.equalsIgnoreCase("false");
  }
}

package dev.perdure.internal.coroutine;

import java.lang.management.ManagementFactory;

/// Whether the JVM was started for a debugger, in which workflow code may stop for as long as
/// somebody looks at it.
final class Debugger {
  private static final boolean PRESENT =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .anyMatch(argument -> argument.contains("jdwp"));

  private Debugger() {}

  static boolean isPresent() {
    return PRESENT;
  }
}

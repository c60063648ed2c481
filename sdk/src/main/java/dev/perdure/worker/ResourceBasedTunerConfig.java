package dev.perdure.worker;

/// How much of the machine a worker may use before it takes no more tasks.
public final class ResourceBasedTunerConfig {
  private final double targetMemoryUsage;
  private final double targetCpuUsage;

  private ResourceBasedTunerConfig(double targetMemoryUsage, double targetCpuUsage) {
    this.targetMemoryUsage = targetMemoryUsage;
    this.targetCpuUsage = targetCpuUsage;
  }

  /// Targets as parts of the whole, from 0 to 1.
  ///
  /// @param targetMemoryUsage of the JVM's largest heap; best not above 0.8, as nobody knows what a
  ///   task will need
  /// @param targetCpuUsage of the processors that the JVM sees, those of its container; other
  ///   processes count too
  public static ResourceBasedTunerConfig of(double targetMemoryUsage, double targetCpuUsage) {
    return new ResourceBasedTunerConfig(
        part(targetMemoryUsage, "targetMemoryUsage"), part(targetCpuUsage, "targetCpuUsage"));
  }

  private static double part(double value, String what) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          what + " must be above 0 and at most 1, but is " + value + ".");
    }
    return value;
  }

  /// The part of the heap that may be used.
  public double targetMemoryUsage() {
    return targetMemoryUsage;
  }

  /// The part of the processors that may be used.
  public double targetCpuUsage() {
    return targetCpuUsage;
  }
}

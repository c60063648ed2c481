package dev.perdure.worker;

import dev.perdure.converter.DataConverter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a worker runs activities in processes of their own, so that native code that crashes or
/// leaks, or code that nothing stops, costs one attempt and not the worker:
///
/// ```java
/// Worker.builder(client, "images")
///     .activityProcesses(ActivityProcesses.of(2).withJvmArguments("-Xmx512m"), Thumbnails.class)
/// ```
///
/// Each process is a JVM of the same Java and class path as the worker's. It is started when it is
/// first needed, runs one attempt at a time, and is used again for the next. Arguments, results and
/// heartbeats cross as payloads. An application that is one jar with jars inside, as Spring Boot
/// makes them, has no such class path: unpack it first. Immutable: each `with…` method returns a
/// new one.
public final class ActivityProcesses {
  private final int number;
  private final List<String> jvmArguments;
  private final Duration gracePeriod;
  private final @Nullable Class<? extends Supplier<DataConverter>> dataConverter;

  private ActivityProcesses(
      int number,
      List<String> jvmArguments,
      Duration gracePeriod,
      @Nullable Class<? extends Supplier<DataConverter>> dataConverter) {
    this.number = number;
    this.jvmArguments = jvmArguments;
    this.gracePeriod = gracePeriod;
    this.dataConverter = dataConverter;
  }

  /// At most this many processes. Attempts that find none free wait for one, and their timeouts run
  /// meanwhile.
  ///
  /// @throws IllegalArgumentException when it is below 1
  public static ActivityProcesses of(int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "Activities need at least 1 process, but there are to be " + number + ".");
    }
    return new ActivityProcesses(number, List.of(), Duration.ofSeconds(5), null);
  }

  /// Arguments for each JVM, such as `-Xmx512m`; none without it. A process whose heap is full ends
  /// in any case.
  public ActivityProcesses withJvmArguments(String... arguments) {
    return new ActivityProcesses(number, List.of(arguments), gracePeriod, dataConverter);
  }

  /// How long an attempt may go on after it was asked to stop, or has timed out, before its process
  /// is killed; 5 seconds without it.
  public ActivityProcesses withGracePeriod(Duration period) {
    if (period.isNegative()) {
      throw new IllegalArgumentException(
          "The grace period must not be negative, but is " + period + ".");
    }
    return new ActivityProcesses(number, jvmArguments, period, dataConverter);
  }

  /// What makes the data converter in each process, where the client's has converters of its own: a
  /// public class with a public constructor without parameters. A codec is applied by the worker
  /// itself.
  public ActivityProcesses withDataConverter(Class<? extends Supplier<DataConverter>> factory) {
    return new ActivityProcesses(number, jvmArguments, gracePeriod, factory);
  }

  /// The most processes.
  public int number() {
    return number;
  }

  /// The arguments for each JVM.
  public List<String> jvmArguments() {
    return jvmArguments;
  }

  /// How long an attempt may go on after it was asked to stop.
  public Duration gracePeriod() {
    return gracePeriod;
  }

  /// What makes the data converter; null for the default one.
  public @Nullable Class<? extends Supplier<DataConverter>> dataConverter() {
    return dataConverter;
  }
}

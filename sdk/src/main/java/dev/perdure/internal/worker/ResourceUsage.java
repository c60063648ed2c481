package dev.perdure.internal.worker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much of the machine is in use, as parts of the whole from 0 to 1.
interface ResourceUsage {
  /// Of the JVM's largest heap.
  double memory();

  /// Of the processors that the JVM sees: those of its container, if it is in one.
  double cpu();

  /// This machine's. Each value is measured when it is asked for.
  static ResourceUsage system() {
    return SystemUsage.INSTANCE;
  }

  /// What the JVM's management beans tell. They are loaded with the first use.
  final class SystemUsage implements ResourceUsage {
    private static final SystemUsage INSTANCE = new SystemUsage();

    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Override
    public double memory() {
      Runtime runtime = Runtime.getRuntime();
      return (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
    }

    @Override
    public double cpu() {
      return Math.max(0, system.getCpuLoad()); // negative while it is not known
    }
  }
}

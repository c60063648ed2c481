package dev.perdure.internal.worker;

import dev.perdure.worker.ResourceBasedSlotConfig;
import dev.perdure.worker.ResourceBasedTunerConfig;
import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.SlotType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// As many slots as keep heap and processors near their targets. Beyond the minimum, one is given
/// out when two controllers, one for each resource, see room for more.
public final class ResourceBasedSlots implements SlotSupplier {
  /// How much room a controller must see. Memory wants more: it does not come back at once.
  private static final double MEMORY_THRESHOLD = 0.25;

  private static final double CPU_THRESHOLD = 0.05;

  /// For how long a measurement holds: the load of processors is known only over some time.
  private static final long SAMPLE_NANOS = Duration.ofMillis(50).toNanos();

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final ResourceBasedSlotConfig config;
  private final ResourceUsage usage;
  private final LongSupplier nanoTime;
  private final PidController memory;
  private final PidController cpu;
  private int issued;
  private int issuedSticky;
  private long lastIssued;
  private long lastSample;
  private boolean sampled;
  private boolean room;

  /// A supplier that measures this machine.
  public ResourceBasedSlots(ResourceBasedTunerConfig targets, ResourceBasedSlotConfig config) {
    this(targets, config, ResourceUsage.system(), System::nanoTime);
  }

  ResourceBasedSlots(
      ResourceBasedTunerConfig targets,
      ResourceBasedSlotConfig config,
      ResourceUsage usage,
      LongSupplier nanoTime) {
    this.config = config;
    this.usage = usage;
    this.nanoTime = nanoTime;
    this.memory = new PidController(targets.targetMemoryUsage());
    this.cpu = new PidController(targets.targetCpuUsage());
    this.lastIssued = nanoTime.getAsLong();
  }

  /// A slot that remembers which queue it was for.
  private static final class Permit extends SlotPermit {
    final boolean sticky;

    Permit(boolean sticky) {
      this.sticky = sticky;
    }
  }

  @Override
  public SlotPermit reserve(SlotReserveContext context) throws InterruptedException {
    while (true) {
      SlotPermit permit = issue(context);
      if (permit != null) {
        return permit;
      }
      Thread.sleep(PAUSE);
    }
  }

  @Override
  public Optional<SlotPermit> tryReserve(SlotReserveContext context) {
    return Optional.ofNullable(issue(context));
  }

  private synchronized @Nullable SlotPermit issue(SlotReserveContext context) {
    long now = nanoTime.getAsLong();
    if (!isBelowMinimum(context) && !mayGrow(context.slotType(), now)) {
      return null;
    }
    lastIssued = now;
    issued++;
    if (context.isSticky()) {
      issuedSticky++;
    }
    return new Permit(context.isSticky());
  }

  /// Both queues of workflow tasks get a slot at least, or one of them would never be asked.
  private boolean isBelowMinimum(SlotReserveContext context) {
    return issued < config.minimumSlots(context.slotType())
        || (context.slotType() == SlotType.WORKFLOW
            && (context.isSticky() ? issuedSticky == 0 : issued == issuedSticky));
  }

  private boolean mayGrow(SlotType type, long now) {
    return issued < config.maximumSlots()
        && now - lastIssued >= config.rampThrottle(type).toNanos()
        && hasRoom(now);
  }

  private boolean hasRoom(long now) {
    if (!sampled || now - lastSample >= SAMPLE_NANOS) {
      sampled = true;
      lastSample = now;
      boolean memoryLeft = memory.output(usage.memory()) > MEMORY_THRESHOLD;
      boolean cpuLeft = cpu.output(usage.cpu()) > CPU_THRESHOLD;
      room = memoryLeft && cpuLeft;
    }
    return room;
  }

  @Override
  public synchronized void release(SlotReleaseContext context) {
    issued--;
    if (((Permit) context.permit()).sticky) {
      issuedSticky--;
    }
  }

  @Override
  public OptionalInt maximumSlots() {
    return OptionalInt.of(config.maximumSlots());
  }

  @Override
  public String kind() {
    return "ResourceBased";
  }
}

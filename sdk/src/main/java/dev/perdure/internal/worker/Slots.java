package dev.perdure.internal.worker;

import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotMarkUsedContext;
import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.SlotType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The slots of one kind that a worker has from its supplier. A poller takes a slot before it asks
/// for a task, so that a task never waits here for its turn.
final class Slots {
  private static final Logger log = LoggerFactory.getLogger(Slots.class);

  /// The pause after a supplier failed.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SlotSupplier supplier;
  private final SlotType type;
  private final Request normal;
  private final Request sticky;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noneHeld = lock.newCondition();
  private IntConsumer whenUsed = _ -> {};
  private int held;
  private int used;

  Slots(SlotSupplier supplier, SlotType type, WorkerIdentity worker) {
    this.supplier = supplier;
    this.type = type;
    this.normal = new Request(type, worker, false);
    this.sticky = new Request(type, worker, true);
  }

  private record Request(SlotType slotType, WorkerIdentity worker, boolean isSticky)
      implements SlotReserveContext {
    @Override
    public String taskQueue() {
      return worker.taskQueue();
    }

    @Override
    public String workerIdentity() {
      return worker.identity();
    }

    @Override
    public String workerBuildId() {
      return worker.version().buildId();
    }

    @Override
    public Optional<WorkerDeploymentVersion> workerDeploymentVersion() {
      return Optional.ofNullable(worker.version().deployment()).map(d -> d.version());
    }
  }

  private record Used(SlotInfo slotInfo, SlotPermit permit) implements SlotMarkUsedContext {}

  private record Released(Optional<SlotInfo> slotInfo, SlotPermit permit)
      implements SlotReleaseContext {}

  /// A slot that the worker holds, until it is released.
  final class Slot {
    private final SlotPermit permit;
    private @Nullable SlotInfo info;

    private Slot(SlotPermit permit) {
      this.permit = permit;
    }

    /// Says what the slot is used for.
    void use(SlotInfo info) {
      this.info = info;
      count(0, 1);
      try {
        supplier.markUsed(new Used(info, permit));
      } catch (RuntimeException e) {
        log.error("{} failed when a slot was used.", supplier, e);
      }
    }

    void release() {
      count(-1, info == null ? 0 : -1);
      try {
        supplier.release(new Released(Optional.ofNullable(info), permit));
      } catch (RuntimeException e) {
        log.error("{} failed when a slot was released.", supplier, e);
      }
    }
  }

  /// Waits for a slot.
  ///
  /// @param forSticky whether it is for a task of the sticky queue
  Slot acquire(boolean forSticky) throws InterruptedException {
    while (true) {
      try {
        return hold(supplier.reserve(forSticky ? sticky : normal));
      } catch (RuntimeException e) {
        log.error("{} failed to reserve a slot for {}. It is asked again.", supplier, type, e);
        Thread.sleep(PAUSE);
      }
    }
  }

  /// A slot if there is one now.
  @Nullable Slot tryAcquire() {
    try {
      return supplier.tryReserve(normal).map(this::hold).orElse(null);
    } catch (RuntimeException e) {
      log.error("{} failed to reserve a slot for {}.", supplier, type, e);
      return null;
    }
  }

  private Slot hold(SlotPermit permit) {
    count(1, 0);
    return new Slot(permit);
  }

  private void count(int moreHeld, int moreUsed) {
    lock.lock();
    try {
      held += moreHeld;
      used += moreUsed;
      if (held == 0) {
        noneHeld.signalAll();
      }
      if (moreUsed != 0) {
        whenUsed.accept(used);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Has somebody told how many slots are used by tasks, whenever that changes. Called before the
  /// first slot is given.
  void whenUsed(IntConsumer told) {
    whenUsed = told;
  }

  /// What the slots are for.
  SlotType type() {
    return type;
  }

  /// The kind of their supplier.
  String kind() {
    return supplier.kind();
  }

  /// How many more tasks could be taken; -1 when that is not known.
  int available() {
    OptionalInt maximum = supplier.maximumSlots();
    return maximum.isPresent() ? Math.max(0, maximum.getAsInt() - used()) : -1;
  }

  /// How many slots are used by tasks.
  int used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until no slot is held any more, by a poll or by a task.
  ///
  /// @return whether that happened in time
  boolean drain(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (held > 0) {
        if (left <= 0) {
          return false;
        }
        left = noneHeld.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}

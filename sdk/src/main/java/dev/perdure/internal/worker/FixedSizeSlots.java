package dev.perdure.internal.worker;

import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotSupplier;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;

/// A fixed number of slots.
public final class FixedSizeSlots implements SlotSupplier {
  private static final SlotPermit PERMIT = new SlotPermit();

  private final int size;
  private final Semaphore free;

  /// A supplier of so many slots.
  public FixedSizeSlots(int size) {
    this.size = size;
    // Fair: with few slots, the poller of the normal queue must not starve behind those of the
    // sticky one.
    this.free = new Semaphore(size, true);
  }

  @Override
  public SlotPermit reserve(SlotReserveContext context) throws InterruptedException {
    free.acquire();
    return PERMIT;
  }

  @Override
  public Optional<SlotPermit> tryReserve(SlotReserveContext context) {
    return free.tryAcquire() ? Optional.of(PERMIT) : Optional.empty();
  }

  @Override
  public void release(SlotReleaseContext context) {
    free.release();
  }

  @Override
  public OptionalInt maximumSlots() {
    return OptionalInt.of(size);
  }

  @Override
  public String kind() {
    return "Fixed";
  }
}

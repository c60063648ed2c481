package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotMarkUsedContext;
import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotSupplier;
import dev.perdure.worker.SlotType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlotsTest {
  private static final SlotInfo PAY = new SlotInfo.Activity("pay");

  private final List<String> log = new ArrayList<>();

  /// Gives out numbered slots without end, and writes down what it is told.
  private class Writing implements SlotSupplier {
    private int next;

    private static final class Numbered extends SlotPermit {
      final int number;

      Numbered(int number) {
        this.number = number;
      }
    }

    @Override
    public SlotPermit reserve(SlotReserveContext context) {
      log.add(
          "%s %s %s %s"
              .formatted(
                  context.slotType(),
                  context.taskQueue(),
                  context.workerIdentity(),
                  context.isSticky()));
      return new Numbered(++next);
    }

    @Override
    public Optional<SlotPermit> tryReserve(SlotReserveContext context) {
      return Optional.of(reserve(context));
    }

    @Override
    public void markUsed(SlotMarkUsedContext context) {
      log.add("use " + ((Numbered) context.permit()).number + " " + context.slotInfo());
    }

    @Override
    public void release(SlotReleaseContext context) {
      log.add("release " + ((Numbered) context.permit()).number + " " + context.slotInfo());
    }
  }

  private static Slots slots(SlotSupplier supplier) {
    return new Slots(supplier, SlotType.ACTIVITY, TestWorkers.IDENTITY);
  }

  @Test
  void a_supplier_is_told_all_about_each_slot() throws InterruptedException {
    var slots = slots(new Writing());

    Slots.Slot first = slots.acquire(true);
    Slots.Slot second = slots.acquire(false);
    first.use(PAY);
    second.release();
    first.release();

    assertThat(log)
        .containsExactly(
            "ACTIVITY queue me true",
            "ACTIVITY queue me false",
            "use 1 Activity[activityType=pay]",
            "release 2 Optional.empty",
            "release 1 Optional[Activity[activityType=pay]]");
  }

  @Test
  void only_slots_with_a_task_are_used_but_all_are_waited_for() throws InterruptedException {
    var slots = slots(SlotSupplier.fixedSize(2));
    Slots.Slot polling = slots.acquire(false);
    Slots.Slot working = slots.acquire(false);
    working.use(PAY);

    assertThat(slots.used()).isEqualTo(1);
    assertThat(slots.tryAcquire()).isNull();
    working.release();
    assertThat(slots.drain(Duration.ZERO)).isFalse();
    polling.release();
    assertThat(slots.drain(Duration.ZERO)).isTrue();
  }

  @Test
  void workers_with_the_same_supplier_share_its_slots() throws InterruptedException {
    SlotSupplier shared = SlotSupplier.fixedSize(1);
    var one = slots(shared);
    var other = slots(shared);
    Slots.Slot slot = one.acquire(false);

    assertThat(other.tryAcquire()).isNull();
    assertThat(other.drain(Duration.ZERO)).as("it holds none").isTrue();
    slot.release();

    assertThat(other.tryAcquire()).isNotNull();
  }

  @Test
  void a_supplier_that_fails_is_asked_again_and_harms_no_task() throws InterruptedException {
    boolean[] failed = {false};
    var slots =
        slots(
            new Writing() {
              @Override
              public SlotPermit reserve(SlotReserveContext context) {
                if (!failed[0]) {
                  failed[0] = true;
                  throw new IllegalStateException("not now");
                }
                return super.reserve(context);
              }

              @Override
              public void markUsed(SlotMarkUsedContext context) {
                throw new IllegalStateException("no use");
              }

              @Override
              public void release(SlotReleaseContext context) {
                throw new IllegalStateException("no release");
              }
            });

    Slots.Slot slot = slots.acquire(false);
    slot.use(PAY);
    slot.release();

    assertThat(slots.drain(Duration.ZERO)).isTrue();
  }
}

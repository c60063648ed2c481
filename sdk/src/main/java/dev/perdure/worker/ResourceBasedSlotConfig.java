package dev.perdure.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bounds of a supplier that gives out slots by the use of resources. Immutable: each `with…`
/// method returns a new one.
public final class ResourceBasedSlotConfig {
  private static final int MAXIMUM = 500;
  private static final Duration ACTIVITY_THROTTLE = Duration.ofMillis(50);
  private static final ResourceBasedSlotConfig DEFAULTS =
      new ResourceBasedSlotConfig(null, MAXIMUM, null);

  private final @Nullable Integer minimumSlots;
  private final int maximumSlots;
  private final @Nullable Duration rampThrottle;

  private ResourceBasedSlotConfig(
      @Nullable Integer minimumSlots, int maximumSlots, @Nullable Duration rampThrottle) {
    this.minimumSlots = minimumSlots;
    this.maximumSlots = maximumSlots;
    this.rampThrottle = rampThrottle;
  }

  /// The bounds with nothing changed.
  public static ResourceBasedSlotConfig defaults() {
    return DEFAULTS;
  }

  /// How many slots are given out whatever is in use; 5 without it for workflow tasks, 1 for
  /// activities.
  public ResourceBasedSlotConfig withMinimumSlots(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("minimumSlots must be at least 1, but is " + slots + ".");
    }
    return new ResourceBasedSlotConfig(slots, maximumSlots, rampThrottle);
  }

  /// How many slots are given out at most; 500 without it.
  public ResourceBasedSlotConfig withMaximumSlots(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("maximumSlots must be at least 1, but is " + slots + ".");
    }
    return new ResourceBasedSlotConfig(minimumSlots, slots, rampThrottle);
  }

  /// The shortest time between two slots beyond the minimum, so that what the first task needs
  /// shows before the next is taken; zero without it for workflow tasks, 50 milliseconds for
  /// activities.
  public ResourceBasedSlotConfig withRampThrottle(Duration pause) {
    if (pause.isNegative()) {
      throw new IllegalArgumentException(
          "rampThrottle must not be negative, but is " + pause + ".");
    }
    return new ResourceBasedSlotConfig(minimumSlots, maximumSlots, pause);
  }

  /// How many slots of a type are given out whatever is in use.
  public int minimumSlots(SlotType type) {
    return minimumSlots != null ? minimumSlots : type == SlotType.WORKFLOW ? 5 : 1;
  }

  /// How many slots are given out at most.
  public int maximumSlots() {
    return maximumSlots;
  }

  /// The shortest time between two slots of a type beyond the minimum.
  public Duration rampThrottle(SlotType type) {
    return rampThrottle != null
        ? rampThrottle
        : type == SlotType.WORKFLOW ? Duration.ZERO : ACTIVITY_THROTTLE;
  }
}

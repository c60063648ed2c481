package dev.perdure.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The order in which the tasks of a task queue are handed out when more wait than workers take:
/// first by [#priorityKey], then in turns between the fairness keys.
///
/// An activity or child workflow takes what its priority does not set from the workflow that
/// started it. Immutable: each `with…` method returns a new priority, and refuses what is out of
/// bounds with an [IllegalArgumentException].
public final class Priority {
  private static final int FAIRNESS_KEY_BYTES_MAX = 64;
  private static final float FAIRNESS_WEIGHT_MIN = 0.001f;
  private static final float FAIRNESS_WEIGHT_MAX = 1000;
  private static final Priority DEFAULTS = new Priority(null, null, null);

  private final @Nullable Integer priorityKey;
  private final @Nullable String fairnessKey;
  private final @Nullable Float fairnessWeight;

  private Priority(
      @Nullable Integer priorityKey, @Nullable String fairnessKey, @Nullable Float fairnessWeight) {
    this.priorityKey = priorityKey;
    this.fairnessKey = fairnessKey;
    this.fairnessWeight = fairnessWeight;
  }

  /// Nothing set.
  public static Priority defaults() {
    return DEFAULTS;
  }

  /// A priority of its key alone: see [#withPriorityKey].
  public static Priority of(int priorityKey) {
    return DEFAULTS.withPriorityKey(priorityKey);
  }

  /// The same with a key from 1, which goes first, to the server's largest: 5 unless it is
  /// configured. Without one it is 3.
  public Priority withPriorityKey(int key) {
    if (key < 1) {
      throw new IllegalArgumentException("A priority key must be at least 1, not " + key + ".");
    }
    return new Priority(key, fairnessKey, fairnessWeight);
  }

  /// The same with the name of a group, such as a tenant's id, of at most 64 bytes. The groups of
  /// one priority take turns.
  public Priority withFairnessKey(String key) {
    int bytes = key.getBytes(UTF_8).length;
    if (bytes > FAIRNESS_KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "The fairness key %s has %d bytes; at most %d are allowed."
              .formatted(key, bytes, FAIRNESS_KEY_BYTES_MAX));
    }
    return new Priority(priorityKey, key, fairnessWeight);
  }

  /// The same with how often the group has its turn, compared with others: from 0.001 to 1000.
  /// Without it the weight is 1.
  public Priority withFairnessWeight(float weight) {
    if (!(weight >= FAIRNESS_WEIGHT_MIN && weight <= FAIRNESS_WEIGHT_MAX)) {
      throw new IllegalArgumentException(
          "A fairness weight must be from 0.001 to 1000, not " + weight + ".");
    }
    return new Priority(priorityKey, fairnessKey, weight);
  }

  /// Which tasks go first: those with the smallest key; null when not set.
  public @Nullable Integer priorityKey() {
    return priorityKey;
  }

  /// The group; null when not set.
  public @Nullable String fairnessKey() {
    return fairnessKey;
  }

  /// How often the group has its turn, compared with others; null when not set.
  public @Nullable Float fairnessWeight() {
    return fairnessWeight;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Priority priority
        && Objects.equals(priorityKey, priority.priorityKey)
        && Objects.equals(fairnessKey, priority.fairnessKey)
        && Objects.equals(fairnessWeight, priority.fairnessWeight);
  }

  @Override
  public int hashCode() {
    return Objects.hash(priorityKey, fairnessKey, fairnessWeight);
  }

  @Override
  public String toString() {
    return "Priority[key %s, fairness key %s, weight %s]"
        .formatted(priorityKey, fairnessKey, fairnessWeight);
  }
}

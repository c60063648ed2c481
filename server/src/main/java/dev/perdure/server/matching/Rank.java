package dev.perdure.server.matching;

/// A task's place among those that wait in the same queue.
///
/// @param priority from 1, the most urgent, to 5
/// @param fairnessKey tasks of one key get their turns beside those of other keys
/// @param weight how many turns this key gets for one of a key of weight 1, from 0.001 to 1000
public record Rank(int priority, String fairnessKey, float weight) {
  /// The priority of tasks that name none.
  public static final int DEFAULT_PRIORITY = 3;

  /// The last priority; what names a higher number has this one.
  public static final int LAST_PRIORITY = 5;

  public static final Rank DEFAULT = new Rank(DEFAULT_PRIORITY, "", 1);

  private static final float LEAST_WEIGHT = 0.001f;
  private static final float MOST_WEIGHT = 1000;

  /// From what clients say, where 0 stands for the default.
  public static Rank of(int priority, String fairnessKey, float weight) {
    return new Rank(
        priority <= 0 ? DEFAULT_PRIORITY : Math.min(priority, LAST_PRIORITY),
        fairnessKey,
        clamped(weight));
  }

  static float clamped(float weight) {
    return weight > 0 ? Math.clamp(weight, LEAST_WEIGHT, MOST_WEIGHT) : 1;
  }
}

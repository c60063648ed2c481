package dev.perdure.worker;

/// How many polls of one kind a worker has waiting. A poll that waits costs no thread.
public sealed interface PollerBehavior {
  /// Always the same number of polls: 20 of each kind unless a worker is told otherwise or has few
  /// slots.
  ///
  /// @throws IllegalArgumentException when it is below 1
  static PollerBehavior simpleMaximum(int maximum) {
    return new SimpleMaximum(maximum);
  }

  /// From 1 to 100 polls, and 5 at first: the server tells whether there should be more or fewer.
  static PollerBehavior autoscaling() {
    return new Autoscaling(1, 100, 5);
  }

  /// As [#autoscaling()], within other bounds.
  ///
  /// @throws IllegalArgumentException unless 1 ≤ minimum ≤ initial ≤ maximum
  static PollerBehavior autoscaling(int minimum, int maximum, int initial) {
    return new Autoscaling(minimum, maximum, initial);
  }

  /// Always the same number of polls.
  ///
  /// @param maximum how many
  record SimpleMaximum(int maximum) implements PollerBehavior {
    /// Checks that it is at least 1.
    public SimpleMaximum {
      if (maximum < 1) {
        throw new IllegalArgumentException(
            "The number of polls must be at least 1, but is " + maximum + ".");
      }
    }
  }

  /// As many polls as the server finds useful.
  ///
  /// @param minimum at least so many
  /// @param maximum at most so many
  /// @param initial at first so many
  record Autoscaling(int minimum, int maximum, int initial) implements PollerBehavior {
    /// Checks the order of the numbers.
    public Autoscaling {
      if (minimum < 1 || maximum < minimum || initial < minimum || initial > maximum) {
        throw new IllegalArgumentException(
            "The numbers of polls must be 1 ≤ minimum ≤ initial ≤ maximum, but are minimum %d, initial %d, maximum %d."
                .formatted(minimum, initial, maximum));
      }
    }
  }
}

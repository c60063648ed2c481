package dev.perdure.internal.worker;

/// Tells how far a measured value should be pushed towards its target: by how far it is away, and
/// against how fast it moves.
final class PidController {
  private static final double PROPORTIONAL = 5;
  private static final double DERIVATIVE = 1;

  private final double target;
  private double last = Double.NaN;

  PidController(double target) {
    this.target = target;
  }

  /// Takes a measurement. Positive when there may be more, the larger the farther it is to the
  /// target; negative when there is too much.
  double output(double measured) {
    double change = Double.isNaN(last) ? 0 : measured - last;
    last = measured;
    return PROPORTIONAL * (target - measured) - DERIVATIVE * change;
  }
}

package dev.perdure.server.clock;

/// Counts what is under way, which engine time must not skip over: tasks that workers have or are
/// offered, messages on their way, decisions that are being made.
///
/// Only a server whose time can skip counts; for others this costs nothing.
public interface InFlight {
  /// For a server whose time does not skip.
  InFlight UNCOUNTED =
      new InFlight() {
        @Override
        public boolean isCounted() {
          return false;
        }

        @Override
        public void turnBegins() {}

        @Override
        public void turnEnds(int more) {}
      };

  /// Whether anybody wants to know.
  boolean isCounted();

  /// A decision begins: it must stamp what it decides and be counted before time skips again.
  void turnBegins();

  /// A decision has been made.
  ///
  /// @param more how many things more are under way than before, or fewer if it is negative
  void turnEnds(int more);

  /// Something began or ended by itself.
  default void add(int more) {
    turnBegins();
    turnEnds(more);
  }
}

package dev.perdure.server.clock;

/// One caller who awaits an outcome. It counts from the turn that finds no outcome to the turn that
/// finds one: time must not go on behind the back of a caller who is about to hear.
public final class Await {
  private final Awaits awaits;
  private State state = State.NOT_YET;

  private enum State {
    NOT_YET,
    WAITS,
    OVER
  }

  public Await(Awaits awaits) {
    this.awaits = awaits;
  }

  /// The caller waits, unless that is over already.
  public synchronized void begin() {
    if (state == State.NOT_YET) {
      state = State.WAITS;
      awaits.awaited(1);
    }
  }

  /// The caller waits no more: the outcome is there, or the caller is not.
  public synchronized void end() {
    if (state == State.WAITS) {
      awaits.awaited(-1);
    }
    state = State.OVER;
  }
}

package dev.perdure.engine.sim;

import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.sim.Faults.Kind;
import java.util.function.Consumer;

/// Between the server and everybody else: slow, and at times lossy or repetitive.
final class Network {
  private final Agenda agenda;
  private final Faults faults;
  private final Server server;

  Network(Agenda agenda, Faults faults, Server server) {
    this.agenda = agenda;
    this.faults = faults;
    this.server = server;
  }

  Server server() {
    return server;
  }

  <R> void call(EntityKey key, Request<R> request, Consumer<Outcome<R>> reply) {
    if (faults.strikes(Kind.LOST_REQUEST)) {
      return;
    }
    agenda.after(faults.delay(20), () -> server.ask(key, request, carried(reply)));
    if (faults.strikes(Kind.DUPLICATE_REQUEST)) {
      agenda.after(faults.delay(3000), () -> server.ask(key, request, carried(reply)));
    }
  }

  /// The reply on its way back.
  <R> Consumer<Outcome<R>> carried(Consumer<Outcome<R>> reply) {
    return outcome -> {
      if (!faults.strikes(Kind.LOST_REPLY)) {
        agenda.after(faults.delay(20), () -> reply.accept(outcome));
      }
    };
  }
}

package dev.perdure.server.entity;

import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.record.EntityKey;

/// Carries out the effects of decisions, in memory and inside the turn.
@FunctionalInterface
public interface EffectSink {
  /// Carries out one effect.
  ///
  /// @param lsn the journal position that the effect depends on
  void perform(EntityKey key, Effect effect, long lsn);
}

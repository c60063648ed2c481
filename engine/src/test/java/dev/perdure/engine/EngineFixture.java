package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One workflow id with its journal and a clock that stands still. After every decision the state
/// must be what its stored records fold to.
public final class EngineFixture {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Engine engine;
  private final EntityKey key = EntityKey.workflow("default", "w");
  private final List<JournalRecord> records = new ArrayList<>();
  private final CountedIds ids = new CountedIds();
  private WorkflowState state = WorkflowState.empty(key);
  private Instant now = START;

  public EngineFixture(EngineLimits limits) {
    engine = new Engine(limits);
  }

  /// Ids that can be read: `id-1`, `id-2`, …
  private static final class CountedIds implements Ids {
    private int count;

    @Override
    public String next() {
      return "id-" + ++count;
    }

    @Override
    public double jitter() {
      return 0.5;
    }
  }

  public <R> Decision<R> ask(Request<R> request) {
    var decision = engine.decide(state, request, now, ids);
    records.addAll(decision.records());
    assertThat(StateDump.of(state)).isEqualTo(StateDump.of(folded()));
    return decision;
  }

  /// The state that the stored form of the records folds to.
  private WorkflowState folded() {
    var folded = WorkflowState.empty(key);
    for (var record : records) {
      folded.apply(stored(record));
    }
    return folded;
  }

  private static JournalRecord stored(JournalRecord record) {
    try {
      var batch = RecordCodec.encode(List.of(record));
      var decoded = RecordCodec.decode(record.runId(), batch).getFirst();
      assertThat(decoded).isEqualTo(record);
      return decoded;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A crash after everything was stored: what is not in the records is gone.
  public List<Effect> restart() {
    state = folded();
    return engine.redrive(state, now);
  }

  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  public void advanceTo(Instant time) {
    now = time;
  }

  public Instant now() {
    return now;
  }

  public WorkflowState state() {
    return state;
  }

  public RunState run() {
    return Objects.requireNonNull(state.current());
  }
}

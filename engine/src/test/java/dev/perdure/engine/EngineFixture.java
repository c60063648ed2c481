package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.ResetReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One workflow id, or several, each with its journal, and a clock that stands still. After every
/// decision the state must be what its stored records fold to.
public final class EngineFixture {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Engine engine;
  private final Map<EntityKey, Place> places = new LinkedHashMap<>();
  private final CountedIds ids = new CountedIds();
  private Place place;
  private Instant now = START;

  public EngineFixture(EngineLimits limits) {
    engine = new Engine(limits, new ScriptAttributes());
    place = placeOf(EntityKey.workflow("default", "w"));
  }

  /// A workflow id.
  private static final class Place {
    final EntityKey key;
    final List<JournalRecord> records = new ArrayList<>();
    WorkflowState state;

    Place(EntityKey key) {
      this.key = key;
      this.state = WorkflowState.empty(key);
    }
  }

  private Place placeOf(EntityKey key) {
    return places.computeIfAbsent(key, Place::new);
  }

  /// Everything from here on is about this workflow id. The first one is `w`.
  public void goTo(String workflowId) {
    place = placeOf(EntityKey.workflow("default", workflowId));
  }

  /// The workflow id that it is about.
  public String workflowId() {
    return place.key.id();
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
    return ask(place.key, request);
  }

  public <R> Decision<R> ask(EntityKey key, Request<R> request) {
    var asked = placeOf(key);
    var decision = engine.decide(asked.state, request, now, ids);
    asked.records.addAll(decision.records());
    assertThat(StateDump.of(asked.state)).isEqualTo(StateDump.of(folded(asked)));
    return decision;
  }

  /// Asks for a reset, and brings along what it needs.
  public Decision<ResetReply> reset(ResetWorkflowExecutionRequest request) {
    var former = new HashMap<String, Optional<RunState>>();
    var decision = ask(new Request.Reset(request, former));
    while (decision.outcome() instanceof Decision.Accepted<ResetReply>(var reply)
        && reply instanceof ResetReply.Needs(var runId)) {
      assertThat(decision.records()).isEmpty();
      assertThat(former.put(runId, former(runId))).as("asked for once").isNull();
      decision = ask(new Request.Reset(request, former));
    }
    return decision;
  }

  /// A run as it is stored; empty if there is none, or none any more.
  private Optional<RunState> former(String runId) {
    var alone = WorkflowState.empty(place.key);
    for (var record : place.records) {
      if (record.runId().equals(runId)) {
        alone.apply(stored(record));
      }
    }
    return Optional.ofNullable(alone.current());
  }

  /// The state that the stored form of the records folds to.
  private static WorkflowState folded(Place place) {
    var folded = WorkflowState.empty(place.key);
    for (var record : place.records) {
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
    var effects = new ArrayList<Effect>();
    for (var each : places.values()) {
      each.state = folded(each);
      effects.addAll(engine.redrive(each.state, now));
    }
    return effects;
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
    return place.state;
  }

  public RunState run() {
    return Objects.requireNonNull(place.state.current());
  }
}

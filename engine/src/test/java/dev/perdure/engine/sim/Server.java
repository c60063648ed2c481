package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.StateDump;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.NoteCompaction;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.record.ScheduledBy;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.sim.Faults.Kind;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.WorkflowState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A server in miniature around the real engine: a journal of which only a prefix is durable,
/// offers of tasks, timers, and replies that wait for the disk. Checks everything after every step.
final class Server {
  /// One decision's records: they are stored together or not at all.
  private static final class Transition {
    final EntityKey key;
    final List<JournalRecord> records;
    private @Nullable List<JournalRecord> reread;

    Transition(EntityKey key, List<JournalRecord> records) {
      this.key = key;
      this.records = records;
    }

    /// The records as a store gives them back.
    List<JournalRecord> reread() {
      var stored = reread;
      if (stored == null) {
        stored = records.stream().map(Server::reread).toList();
        reread = stored;
      }
      return stored;
    }
  }

  private record Reply(int position, Runnable release) {}

  /// An offer that a poller may take.
  record Offer(EntityKey key, Effect effect) {}

  private final Agenda agenda;
  private final Faults faults;
  private final RandomGenerator random;
  private final Engine engine = new Engine(EngineLimits.DEFAULT);
  private final Ids ids;
  private final List<Transition> journal = new ArrayList<>();
  private final List<Reply> waiting = new ArrayList<>();
  private final Map<EntityKey, EntityState> states = new LinkedHashMap<>();
  private final Map<EntityKey, EntityState> folds = new LinkedHashMap<>();
  private final Map<String, Long> checked = new HashMap<>();
  private final Map<EntityKey, Integer> generations = new LinkedHashMap<>();
  private final Set<Offer> offers = new LinkedHashSet<>();
  private final Post post = new Post();
  private final Outside outside;
  private final Set<TaskToken> handedOut = new HashSet<>();
  private final WaitingCallers updates = new WaitingCallers();
  private boolean isCommitting;
  private int durable;
  private long epoch = 1;
  private int boots;
  private long steps;

  Server(Agenda agenda, Faults faults, RandomGenerator random) {
    this.agenda = agenda;
    this.faults = faults;
    this.random = random;
    this.outside = new Outside(agenda, faults, this);
    this.ids =
        new Ids() {
          private int count;

          @Override
          public String next() {
            return "id-" + ++count;
          }

          @Override
          public double jitter() {
            return random.nextDouble();
          }
        };
  }

  /// Decides, and answers once everything that the answer depends on is durable, unless a crash
  /// comes before that.
  <R> Outcome<R> ask(EntityKey key, Request<R> request, Consumer<Outcome<R>> reply) {
    var state = states.computeIfAbsent(key, EntityState::empty);
    var fold = folds.computeIfAbsent(key, EntityState::empty);
    if (random.nextInt(8) == 0) {
      forgetPrevious(state);
      forgetPrevious(fold);
    }
    var decision = engine.decide(state, request, agenda.now(), ids);
    steps++;
    record(key, fold, decision);
    decision.effects().forEach(effect -> perform(key, effect));
    if (decision.outcome() instanceof Decision.Accepted<?>(UpdateStatus status)
        && status.outcome() == null) {
      // Its caller is told what happens to the update, until that is over.
      updates.await(key, status, told -> tellCaller(told, reply));
    }
    check(key, state, fold);
    armTimer(key, state);
    waiting.add(new Reply(journal.size(), () -> reply.accept(decision.outcome())));
    commitSoon();
    // A start has something to ask of each entity: that alone must not bring the next crash.
    if (random.nextInt(states.size()) == 0) {
      if (faults.strikes(Kind.CRASH)) {
        crash();
      } else if (faults.strikes(Kind.FAILED_WRITE)) {
        loseMemory();
      }
    }
    return decision.outcome();
  }

  private static void forgetPrevious(EntityState state) {
    if (state instanceof WorkflowState workflow) {
      workflow.forgetPrevious();
    }
  }

  @SuppressWarnings("unchecked") // Only requests whose reply is a status are answered with one.
  private static <R> void tellCaller(Outcome<UpdateStatus> told, Consumer<Outcome<R>> reply) {
    reply.accept((Outcome<R>) told);
  }

  void whenDurable(Runnable action) {
    waiting.add(new Reply(journal.size(), action));
    commitSoon();
  }

  private void record(EntityKey key, EntityState fold, Decision<?> decision) {
    if (!decision.records().isEmpty()) {
      journal.add(new Transition(key, decision.records()));
      decision.records().forEach(fold::apply);
    }
  }

  private void perform(EntityKey key, Effect effect) {
    switch (effect) {
      case Effect.DispatchWorkflowTask _, Effect.DispatchActivityTask _, Effect.DispatchQuery _ ->
          offers.add(new Offer(key, effect));
      case Effect.Tell tell -> tell(tell);
      case Effect.Call call -> outside.call(key, call);
      case Effect.Withdraw(var offer) -> offers.remove(new Offer(key, offer));
      case Effect.AnswerQuery _, Effect.RejectQuery _ -> {}
      case Effect.UpdateReached(var status) ->
          updates.reached(key, status, workflow(key), this::whenDurable);
      case Effect.UpdateDropped(var runId, var updateId, var rejection) ->
          updates.dropped(key, runId, updateId, rejection, this::whenDurable);
    }
  }

  /// A message goes from entity to entity in memory, behind others or even twice, and is lost in a
  /// crash. One that the entity cannot take comes again.
  private void tell(Effect.Tell tell) {
    send(tell);
    if (faults.strikes(Kind.DUPLICATE_MESSAGE)) {
      send(tell);
    }
  }

  private void send(Effect.Tell tell) {
    send(tell, faults.delay(faults.strikes(Kind.LATE_MESSAGE) ? 60_000 : 3));
  }

  private void send(Effect.Tell tell, Duration delay) {
    post.sent(tell);
    int boot = boots;
    agenda.after(
        delay,
        () -> {
          if (boot == boots) {
            deliver(tell);
          }
        });
  }

  private void deliver(Effect.Tell tell) {
    post.arrived(tell);
    int boot = boots;
    var outcome = ask(tell.to(), new Request.Deliver(tell.message()), _ -> {});
    if (outcome instanceof Decision.Rejected<?> && boot == boots) {
      send(tell, faults.delay(1_000));
    }
  }

  private WorkflowState workflow(EntityKey key) {
    return (WorkflowState) Objects.requireNonNull(states.get(key));
  }

  private void check(EntityKey key, EntityState state, EntityState fold) {
    switch (state) {
      case WorkflowState workflow -> check(key, workflow, (WorkflowState) fold);
      case ScheduleState schedule -> check(key, schedule, (ScheduleState) fold);
    }
  }

  private void check(EntityKey key, ScheduleState state, ScheduleState fold) {
    assertThat(StateDump.of(state))
        .as("a schedule is the newest records of its parts")
        .isEqualTo(StateDump.of(fold));
    for (var effect : engine.redrive(fold, agenda.now())) {
      assertThat(isLive(key, effect)).as("%s is live", effect).isTrue();
      assertThat(state.ready()).as("a start finds that %s must be live", effect).isTrue();
    }
  }

  private void check(EntityKey key, WorkflowState state, WorkflowState fold) {
    var known = state.nextDue();
    boolean isReady = state.ready();
    state.restore(state.savepoint());
    assertThat(state.nextDue()).as("due when a copy is").isEqualTo(known);
    assertThat(state.ready()).as("ready when a copy is").isEqualTo(isReady);
    if (!StateDump.same(state, fold)) {
      assertThat(StateDump.of(state))
          .as("state is the fold of its records")
          .isEqualTo(StateDump.of(fold));
    }
    var run = state.current();
    if (run == null) {
      return;
    }
    if (!Objects.equals(checked.put(run.runId(), run.lastEventId()), run.lastEventId())) {
      Histories.check(run.events());
    }
    if (!run.isOpen()) {
      assertNothingPending(run);
    }
    if (state.previous() != null) {
      assertNothingPending(state.previous());
    }
    var live = engine.redrive(fold, agenda.now());
    assertNoneIsStale(key, state, live);
    var due = state.nextDue();
    for (var effect : live) {
      boolean isDueNow = due != null && !due.isAfter(agenda.now());
      assertThat(isLive(key, effect) || isDueNow).as("%s is live", effect).isTrue();
      assertThat(isReady || isDueNow).as("a start finds that %s must be live", effect).isTrue();
    }
    if (run.isOpen()) {
      assertThat(
              due != null
                  || run.workflowTask() != null
                  || !run.activities().isEmpty()
                  || !run.children().isEmpty()
                  || !run.externals().isEmpty()
                  || !run.owed().isEmpty()
                  || Others.waits(run.started()))
          .as("an open run has something to wait for: %s", run.events())
          .isTrue();
    }
  }

  private boolean isLive(EntityKey key, Effect effect) {
    return switch (effect) {
      case Effect.Tell tell -> post.hasUnderWay(tell);
      case Effect.Call call -> outside.isCalled(key, call);
      default -> offers.contains(new Offer(key, effect));
    };
  }

  /// An offer that nobody can have would wait for ever in a queue that nobody polls.
  private void assertNoneIsStale(EntityKey key, WorkflowState state, List<Effect> live) {
    for (var offer : offers) {
      if (offer.key().equals(key)
          && !(offer.effect() instanceof Effect.DispatchQuery)
          && !WaitingCallers.isForUpdates(offer.effect(), state)) {
        assertThat(live).as("an offer that is out can be taken").contains(offer.effect());
      }
    }
  }

  private static void assertNothingPending(RunState run) {
    assertThat(run.workflowTask()).isNull();
    assertThat(run.activities()).isEmpty();
    assertThat(run.timers()).isEmpty();
    assertThat(run.children()).isEmpty();
    assertThat(run.externals()).isEmpty();
    assertThat(run.buffer()).isEmpty();
  }

  private void armTimer(EntityKey key, EntityState state) {
    int generation = generations.merge(key, 1, Integer::sum);
    var due = state.nextDue();
    if (due != null) {
      agenda.at(
          due.plusMillis(random.nextInt(20)),
          () -> {
            if (generation == generations.getOrDefault(key, 0)) {
              ask(key, new Request.TimersDue(), _ -> {});
            }
          });
    }
  }

  private void commitSoon() {
    if (isCommitting) {
      return;
    }
    isCommitting = true;
    int boot = boots;
    agenda.after(
        faults.delay(10),
        () -> {
          if (boot == boots) {
            commit();
          }
        });
  }

  private void commit() {
    isCommitting = false;
    durable = journal.size();
    var released = new ArrayList<>(waiting);
    waiting.clear();
    released.forEach(reply -> reply.release().run());
  }

  /// The process ends, and with it the workers in it.
  private void crash() {
    epoch++;
    loseMemory();
    states.forEach(
        (key, state) -> {
          if (state.ready()) {
            agenda.after(
                Duration.ofMillis(1), () -> ask(key, new Request.EpochBegan(epoch), _ -> {}));
          }
        });
  }

  /// What is durable stays, what is not may stay or go, from any position on. After a write that
  /// failed the process begins anew with that, too.
  private void loseMemory() {
    boots++;
    isCommitting = false;
    waiting.clear();
    offers.clear();
    updates.clear();
    post.clear();
    outside.clear();
    int kept = durable + random.nextInt(journal.size() - durable + 1);
    journal.subList(kept, journal.size()).clear();
    durable = kept;
    states.clear();
    folds.clear();
    for (var transition : journal) {
      fold(transition.key, transition.records, folds);
    }
    stored(journal).forEach((key, runs) -> runs.values().forEach(run -> fold(key, run, states)));
    for (var entry : states.entrySet()) {
      for (var effect : engine.redrive(entry.getValue(), agenda.now())) {
        perform(entry.getKey(), effect);
      }
      check(entry.getKey(), entry.getValue(), fold(entry.getKey()));
      armTimer(entry.getKey(), entry.getValue());
    }
  }

  private EntityState fold(EntityKey key) {
    return folds.getOrDefault(key, EntityState.empty(key));
  }

  /// What the store makes of the journal: each run's records from their stored form, and compacted
  /// more than once on the way.
  private Map<EntityKey, Map<String, List<JournalRecord>>> stored(List<Transition> transitions) {
    var entities = new LinkedHashMap<EntityKey, Map<String, List<JournalRecord>>>();
    for (var transition : transitions) {
      var runs = entities.computeIfAbsent(transition.key, _ -> new LinkedHashMap<>());
      for (var record : transition.reread()) {
        var run = runs.computeIfAbsent(record.runId(), _ -> new ArrayList<>());
        run.add(record);
        if (random.nextInt(16) == 0) {
          runs.put(record.runId(), compact(run));
        }
      }
    }
    return entities;
  }

  private static List<JournalRecord> compact(List<JournalRecord> records) {
    if (!(records.getFirst() instanceof ScheduleRecord)) {
      return NoteCompaction.compact(records);
    }
    var parts = new TreeMap<Integer, JournalRecord>();
    for (var record : records) {
      if (record instanceof ScheduleRecord.Deleted) {
        parts.clear();
      }
      parts.put(((ScheduleRecord) record).part(), record);
    }
    return new ArrayList<>(parts.values());
  }

  private static void fold(
      EntityKey key, List<JournalRecord> records, Map<EntityKey, EntityState> states) {
    var state = states.computeIfAbsent(key, EntityState::empty);
    records.forEach(state::apply);
  }

  private static JournalRecord reread(JournalRecord record) {
    try {
      return RecordCodec.decode(record.runId(), RecordCodec.encode(List.of(record))).getFirst();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One of the runs that the workflow id has had, by its id.
  String anyRun(EntityKey key, RandomGenerator among) {
    var runs = List.copyOf(stored(journal).getOrDefault(key, Map.of()).keySet());
    return runs.isEmpty() ? "" : runs.get(among.nextInt(runs.size()));
  }

  /// A run as the disk has it: empty if all of it is not there yet, an empty one if there is no
  /// such run, or none any more.
  Optional<Optional<RunState>> durable(EntityKey key, String runId) {
    var all = stored(journal).getOrDefault(key, Map.of()).get(runId);
    var records = stored(journal.subList(0, durable)).getOrDefault(key, Map.of()).get(runId);
    if (all == null || records == null) {
      return all == null ? Optional.of(Optional.empty()) : Optional.empty();
    }
    var alone = WorkflowState.empty(key);
    all.forEach(alone::apply);
    var current = alone.current();
    alone = WorkflowState.empty(key);
    records.forEach(alone::apply);
    var known = alone.current();
    return (current == null ? 0 : current.transitions())
            == (known == null ? 0 : known.transitions())
        ? Optional.of(Optional.ofNullable(known))
        : Optional.empty();
  }

  /// Everybody outside who wanted to know of the end of a run was told.
  void verifyCallbacks() {
    var deleted = Set.copyOf(deleted().values());
    stored(journal)
        .forEach(
            (key, runs) -> {
              if (!deleted.contains(key)) {
                runs.values().forEach(records -> outside.verify(key, records));
              }
            });
  }

  /// Whether a reset has terminated the run.
  boolean wasReset(String runId) {
    for (var transition : journal) {
      for (var record : transition.records) {
        if (record.runId().equals(runId)
            && record instanceof Event event
            && event
                .event()
                .getWorkflowExecutionTerminatedEventAttributes()
                .getIdentity()
                .equals("history-resetter")) {
          return true;
        }
      }
    }
    return false;
  }

  /// The runs that were deleted, by the entity.
  Map<String, EntityKey> deleted() {
    var deleted = new LinkedHashMap<String, EntityKey>();
    for (var transition : journal) {
      for (var record : transition.records) {
        if (record instanceof Note.RunDeleted) {
          deleted.put(record.runId(), transition.key);
        }
      }
    }
    return deleted;
  }

  /// A worker has this task now, and its token tells it from all others.
  void handedOut(TaskToken token) {
    assertThat(handedOut.add(token)).as("%s was never handed out before", token).isTrue();
  }

  /// The callers of updates that were told neither how they ended nor that they must ask again.
  int waitingCallers() {
    return updates.count();
  }

  Set<Offer> offers() {
    return offers;
  }

  long epoch() {
    return epoch;
  }

  long steps() {
    return steps;
  }

  /// How often it has begun anew, after a crash or after a write that failed.
  int boots() {
    return boots;
  }

  Map<EntityKey, WorkflowState> states() {
    var workflows = new LinkedHashMap<EntityKey, WorkflowState>();
    states.forEach(
        (key, state) -> {
          if (state instanceof WorkflowState workflow) {
            workflows.put(key, workflow);
          }
        });
    return workflows;
  }

  /// The schedule of this key, null if it was never heard of.
  @Nullable ScheduleState schedule(EntityKey key) {
    return (ScheduleState) states.get(key);
  }

  /// What was decided about an entity, from the beginning.
  List<List<JournalRecord>> transitions(EntityKey key) {
    return journal.stream()
        .filter(transition -> transition.key.equals(key))
        .map(transition -> transition.records)
        .toList();
  }

  /// The runs of the workflows that schedules have started, and the action that it was.
  Map<String, ScheduledBy> scheduled() {
    var scheduled = new LinkedHashMap<String, ScheduledBy>();
    for (var transition : journal) {
      for (var record : transition.records) {
        if (record instanceof Note.Scheduled(var runId, var by)) {
          scheduled.put(runId, by);
        }
      }
    }
    return scheduled;
  }

  /// The whole journal's events, by run.
  Map<String, List<Event>> histories() {
    var histories = new LinkedHashMap<String, List<Event>>();
    for (var transition : journal) {
      for (var record : transition.records) {
        if (record instanceof Event event) {
          histories.computeIfAbsent(event.runId(), _ -> new ArrayList<>()).add(event);
        }
      }
    }
    return histories;
  }
}

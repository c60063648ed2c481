package dev.perdure.verification.ours;

import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import dev.perdure.workflow.WorkflowLock;
import dev.perdure.workflow.WorkflowQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Workflows that tell what they are about, and that change.
final class StateWorkflows {
  static final Class<?>[] ALL = {
    Attributed.class, Remembering.class, Patched.class, Talkative.class, Orderly.class,
  };

  static final SearchAttributeKey<String> STATUS = SearchAttributeKey.forKeyword("SuiteStatus");
  static final SearchAttributeKey<Long> COUNT = SearchAttributeKey.forLong("SuiteCount");
  static final SearchAttributeKey<Double> SCORE = SearchAttributeKey.forDouble("SuiteScore");
  static final SearchAttributeKey<Boolean> PAID = SearchAttributeKey.forBoolean("SuitePaid");
  static final SearchAttributeKey<Instant> DUE = SearchAttributeKey.forInstant("SuiteDue");
  static final SearchAttributeKey<List<String>> TAGS =
      SearchAttributeKey.forKeywordList("SuiteTags");

  private static final Duration MOMENT = Duration.ofMillis(10);

  private StateWorkflows() {}

  /// Changes its search attributes, and goes on once as a new run.
  @Workflow.Definition
  public static class Attributed {
    @Workflow.Run
    public long run(int round) {
      long count = Workflow.info().searchAttributes().get(COUNT, 0L);
      Workflow.upsertSearchAttributes(
          STATUS.valueSet("round " + round), COUNT.valueSet(count + 1), PAID.valueUnset());
      Workflow.sleep(MOMENT);
      return round == 0 ? Workflow.continueAsNew(Attributed::run, 1) : count;
    }

    static SearchAttributes start() {
      return SearchAttributes.empty()
          .with(STATUS, "new")
          .with(COUNT, 7L)
          .with(SCORE, 1.5)
          .with(PAID, true)
          .with(DUE, Instant.parse("2026-11-22T10:15:30.5Z"))
          .with(TAGS, List.of("a", "b"));
    }
  }

  /// Changes its memo.
  @Workflow.Definition
  public static class Remembering {
    @Workflow.Run
    public String run() {
      Map<String, @Nullable Object> changed = new HashMap<>();
      changed.put("started", null);
      changed.put("changed", List.of(1, 2));
      Workflow.upsertMemo(changed);
      Workflow.sleep(MOMENT);
      return String.valueOf(Workflow.memo());
    }
  }

  /// Asks for patches.
  @Workflow.Definition
  public static class Patched {
    @Workflow.Run
    public String run() {
      boolean first = Workflow.patched("first");
      Workflow.sleep(MOMENT);
      Workflow.deprecatePatch("second");
      boolean again = Workflow.patched("first");
      Workflow.sleep(MOMENT);
      return first + " " + again;
    }
  }

  /// Tells where it is.
  @Workflow.Definition
  public static class Talkative {
    private boolean done;

    @Workflow.Run
    public String run() {
      Workflow.sleep(MOMENT, "a nap");
      Workflow.setCurrentDetails("it **waits**");
      Workflow.await(() -> done);
      return Workflow.currentDetails();
    }

    @Workflow.Signal(description = "Lets it end.")
    public void end() {
      done = true;
    }
  }

  /// Hands signals to its run method one by one, and does what they ask in turn.
  @Workflow.Definition
  public static class Orderly {
    private final WorkflowQueue<Integer> numbers = new WorkflowQueue<>(1);
    private final WorkflowLock lock = new WorkflowLock();
    private final List<String> log = new ArrayList<>();

    @Workflow.Run
    public List<String> run(int count) {
      List<Promise<@Nullable Void>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = numbers.take();
        all.add(Workflow.async(() -> inTurn(number)));
      }
      for (Promise<@Nullable Void> done : Promise.asCompleted(all)) {
        done.get();
      }
      return log;
    }

    private void inTurn(int number) {
      lock.lock();
      try {
        log.add(number + " in");
        Workflow.sleep(MOMENT);
        log.add(number + " out");
      } finally {
        lock.unlock();
      }
    }

    @Workflow.Signal
    public void number(int number) {
      numbers.put(number);
    }
  }
}

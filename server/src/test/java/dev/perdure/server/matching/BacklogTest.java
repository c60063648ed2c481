package dev.perdure.server.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The order in which tasks leave a queue.
final class BacklogTest {
  private final Backlog backlog = new Backlog();

  private record Named(String name, Rank rank) implements Task {
    @Override
    public void claim(Poller poller) {}

    @Override
    public String toString() {
      return name;
    }
  }

  private void add(String name, int priority, String key, float weight) {
    backlog.add(new Named(name, Rank.of(priority, key, weight)), false);
  }

  private @Nullable Task take() {
    return backlog.take(_ -> true, task -> task.rank().weight());
  }

  private String order() {
    var order = new StringBuilder();
    for (var task = take(); task != null; task = take()) {
      order.append(order.isEmpty() ? "" : " ").append(task);
    }
    return order.toString();
  }

  @Test
  void what_came_first_goes_first() {
    add("a", 0, "", 0);
    add("b", 0, "", 0);
    add("c", 0, "", 0);

    assertThat(order()).isEqualTo("a b c");
  }

  @Test
  void a_lower_priority_number_goes_first_and_three_is_the_default() {
    add("five", 5, "", 0);
    add("default", 0, "", 0);
    add("three", 3, "", 0);
    add("one", 1, "", 0);
    add("nine", 9, "", 0);
    add("two", 2, "", 0);

    assertThat(order()).isEqualTo("one two default three five nine");
  }

  @Test
  void fairness_keys_take_turns_however_many_tasks_one_of_them_has() {
    for (int i = 1; i <= 4; i++) {
      add("big" + i, 0, "big", 0);
    }
    add("small1", 0, "small", 0);
    add("small2", 0, "small", 0);

    assertThat(order()).isEqualTo("big1 small1 big2 small2 big3 big4");
  }

  @Test
  void a_key_of_twice_the_weight_has_twice_as_many_turns() {
    for (int i = 1; i <= 6; i++) {
      add("h" + i, 0, "heavy", 2);
      add("l" + i, 0, "light", 1);
    }

    assertThat(order()).isEqualTo("h1 l1 h2 h3 l2 h4 h5 l3 h6 l4 l5 l6");
  }

  @Test
  void a_key_that_comes_late_does_not_make_up_for_lost_time() {
    for (int i = 1; i <= 6; i++) {
      add("a" + i, 0, "a", 0);
    }
    take();
    take();
    take();
    for (int i = 1; i <= 3; i++) {
      add("b" + i, 0, "b", 0);
    }

    assertThat(order()).isEqualTo("b1 a4 b2 a5 b3 a6");
  }

  @Test
  void a_key_that_comes_and_goes_has_no_more_turns_than_one_that_stays() {
    for (int i = 1; i <= 4; i++) {
      add("a" + i, 0, "a", 0);
    }
    var order = new ArrayList<String>();
    for (int i = 1; i <= 6; i++) {
      add("b" + i, 0, "b", 0);
      order.add(String.valueOf(take()));
    }

    assertThat(order.stream().filter(name -> name.startsWith("a")).count()).isEqualTo(3);
  }

  @Test
  void a_task_is_in_it_once_and_can_be_taken_back() {
    add("a", 0, "", 0);
    add("a", 0, "", 0);
    add("b", 0, "", 0);

    assertThat(backlog.size()).isEqualTo(2);
    assertThat(backlog.remove(new Named("a", Rank.DEFAULT))).isTrue();
    assertThat(backlog.remove(new Named("a", Rank.DEFAULT))).isFalse();
    assertThat(order()).isEqualTo("b");
  }

  @Test
  void a_key_that_may_not_go_now_does_not_hold_up_the_others() {
    add("a1", 0, "a", 0);
    add("b1", 0, "b", 0);

    assertThat(backlog.take(key -> !key.equals("a"), _ -> 1)).hasToString("b1");
    assertThat(backlog.take(key -> !key.equals("a"), _ -> 1)).isNull();
    assertThat(backlog.size()).isEqualTo(1);
  }

  static Stream<Long> seeds() {
    var one = Long.getLong("sim.seed");
    return (one != null ? LongStream.of(one) : LongStream.range(0, 50)).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void the_order_is_that_of_a_simple_model(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var model = new Model();
    for (int i = 0; i < 500; i++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          var task = new Named("t" + random.nextInt(300), rank(random));
          boolean first = random.nextInt(10) == 0;
          backlog.add(task, first);
          model.add(task, first);
        }
        case 2 -> {
          var task = model.any(random);
          if (task != null) {
            assertThat(backlog.remove(task)).isEqualTo(model.remove(task));
          }
        }
        default -> assertThat(take()).isEqualTo(model.take());
      }
      assertThat(backlog.size()).isEqualTo(model.tasks.size());
      assertThat(backlog.isEmpty()).isEqualTo(model.tasks.isEmpty());
    }
    assertThat(backlog.drain()).containsExactlyInAnyOrderElementsOf(model.tasks);
    assertThat(backlog.isEmpty()).isTrue();
  }

  private static Rank rank(RandomGenerator random) {
    int key = random.nextInt(4);
    return Rank.of(1 + random.nextInt(3), "k" + key, new float[] {0.5f, 1, 2, 4}[key]);
  }

  /// One list, looked through each time. Times of keys are kept for ever, but for those of an empty
  /// priority.
  private static final class Model {
    final List<Task> tasks = new ArrayList<>();
    private final Map<String, Double> times = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Double> now = new HashMap<>();
    private int count;

    private static String key(Task task) {
      return task.rank().priority() + task.rank().fairnessKey();
    }

    private double time(Task task) {
      return times.getOrDefault(key(task), 0.0);
    }

    private int number(Task task) {
      return numbers.getOrDefault(key(task), 0);
    }

    void add(Task task, boolean first) {
      if (tasks.contains(task)) {
        return;
      }
      var key = key(task);
      if (tasks.stream().noneMatch(each -> key(each).equals(key))) {
        double level = now.getOrDefault(task.rank().priority(), 0.0);
        times.merge(key, level, Math::max);
        numbers.put(key, count++);
      }
      tasks.add(first ? 0 : tasks.size(), task);
    }

    @Nullable Task take() {
      var next =
          tasks.stream()
              .min(
                  Comparator.comparingInt((Task task) -> task.rank().priority())
                      .thenComparingDouble(this::time)
                      .thenComparingInt(this::number))
              .orElse(null);
      if (next != null) {
        now.merge(next.rank().priority(), time(next), Math::max);
        times.merge(key(next), 1.0 / next.rank().weight(), Double::sum);
        remove(next);
      }
      return next;
    }

    boolean remove(Task task) {
      boolean isRemoved = tasks.remove(task);
      int priority = task.rank().priority();
      if (tasks.stream().noneMatch(each -> each.rank().priority() == priority)) {
        times.keySet().removeIf(key -> key.startsWith(priority + "k"));
      }
      return isRemoved;
    }

    @Nullable Task any(RandomGenerator random) {
      return tasks.isEmpty() ? null : tasks.get(random.nextInt(tasks.size()));
    }
  }
}

package dev.perdure.engine;

import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.WorkflowState;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All stored fields of a state, found by reflection so that a new one is never left out.
public final class StateDump {
  private static final List<Field> FIELDS = fields();

  private StateDump() {}

  private static List<Field> fields() {
    var fields = new ArrayList<Field>();
    for (var field : RunState.class.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("unstored")) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields;
  }

  public static Map<String, @Nullable Object> of(WorkflowState state) {
    var dump = new LinkedHashMap<String, @Nullable Object>();
    add(dump, "current", state.current());
    add(dump, "previous", state.previous());
    return dump;
  }

  public static Map<String, @Nullable Object> of(ScheduleState state) {
    var dump = new LinkedHashMap<String, @Nullable Object>();
    dump.put("isGone", state.isGone());
    if (!state.isGone()) {
      dump.put("defined", state.defined());
      dump.put("progress", state.progress());
    }
    dump.put("carried", state.carried());
    dump.put("asked", state.asked());
    dump.put("former", state.former());
    return dump;
  }

  /// Whether two states are the same, without the cost of saying how they differ.
  public static boolean same(WorkflowState a, WorkflowState b) {
    return same(a.current(), b.current()) && same(a.previous(), b.previous());
  }

  private static boolean same(@Nullable RunState a, @Nullable RunState b) {
    if (a == null || b == null) {
      return a == b;
    }
    try {
      for (var field : FIELDS) {
        if (!Objects.equals(field.get(a), field.get(b))) {
          return false;
        }
      }
      return true;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(
      Map<String, @Nullable Object> dump, String prefix, @Nullable RunState run) {
    if (run == null) {
      return;
    }
    try {
      for (var field : FIELDS) {
        dump.put(prefix + "." + field.getName(), field.get(run));
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.perdure.engine;

import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

package dev.perdure.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The whole table: what there is × the reuse policy × the conflict policy, one line each.
/// `-Dgolden.update=true` writes it anew: commit only changes that you understand.
final class IdPolicyTest {
  private static final Path TABLE =
      Path.of("src/test/resources/dev/perdure/engine/run/id-policy.txt");

  @Test
  void a_start_meets_an_existing_run_as_the_table_says() throws IOException {
    var table = table();

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(TABLE, table);
    }
    assertThat(table).isEqualTo(Files.readString(TABLE));
  }

  private static String table() {
    var table = new StringBuilder();
    runs()
        .forEach(
            (name, run) -> {
              for (var reuse : WorkflowIdReusePolicy.values()) {
                for (var conflict : WorkflowIdConflictPolicy.values()) {
                  if (reuse != WorkflowIdReusePolicy.UNRECOGNIZED
                      && conflict != WorkflowIdConflictPolicy.UNRECOGNIZED) {
                    table.append(line(name, run, reuse, conflict)).append('\n');
                  }
                }
              }
            });
    return table.toString();
  }

  private static String line(
      String name,
      @Nullable RunState run,
      WorkflowIdReusePolicy reuse,
      WorkflowIdConflictPolicy conflict) {
    var policy =
        IdPolicy.of(
            run, reuse, conflict, WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL);
    var outcome =
        switch (policy) {
          case IdPolicy.Create() -> "create";
          case IdPolicy.Replace _ -> "terminate, then create";
          case IdPolicy.Use _ -> "use";
          case IdPolicy.Refuse(var rejection) -> rejection.code().toString();
        };
    return "%s + %s + %s -> %s"
        .formatted(
            name,
            reuse.name().substring("WORKFLOW_ID_REUSE_POLICY_".length()),
            conflict.name().substring("WORKFLOW_ID_CONFLICT_POLICY_".length()),
            outcome);
  }

  private static Map<String, @Nullable RunState> runs() {
    var runs = new LinkedHashMap<String, @Nullable RunState>();
    runs.put("none", null);
    runs.put("open", run(null));
    runs.put("completed", run(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED));
    runs.put("failed", run(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED));
    return runs;
  }

  private static @Nullable RunState run(@Nullable EventType close) {
    var state = WorkflowState.empty(EntityKey.workflow("default", "w"));
    state.apply(event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED));
    if (close != null) {
      state.apply(event(2, close));
    }
    return state.current();
  }

  private static Event event(long id, EventType type) {
    return new Event("r", HistoryEvent.newBuilder().setEventId(id).setEventType(type).build());
  }
}

package guide.production;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHistory;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkflowReplayException;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.NondeterminismException;
import dev.perdure.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir private Path directory = Path.of("");

  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(
          w -> w.workflows(Before.class).activities(new Parcel.Warehouse()));

  /// The parcel before there was the patch.
  @Workflow.Definition(name = "Parcel")
  public static class Before {
    @Workflow.Run
    public String run(String id) {
      var minute = ActivityOptions.startToClose(Duration.ofMinutes(1));
      Workflow.executeActivity(Parcel.Warehouse::pack, id, minute);
      Workflow.executeActivity(Parcel.Warehouse::charge, id, minute);
      return "parcel " + id;
    }
  }

  /// The parcel whose author forgot the patch.
  @Workflow.Definition(name = "Parcel")
  public static class Unpatched {
    @Workflow.Run
    public String run(String id) {
      var minute = ActivityOptions.startToClose(Duration.ofMinutes(1));
      Workflow.executeActivity(Parcel.Warehouse::charge, id, minute);
      Workflow.executeActivity(Parcel.Warehouse::pack, id, minute);
      return "parcel " + id;
    }
  }

  @Test
  void runs_of_the_code_before_go_on(Client client, Worker worker) throws IOException {
    for (var id : List.of("1", "2")) {
      var options = WorkflowOptions.of("parcel-" + id, worker.taskQueue());
      assertEquals("parcel " + id, client.executeWorkflow(Before::run, id, options));
    }

    var replayer = Replayer.builder().workflows(Parcel.class).build();
    var runs = client.listWorkflows("WorkflowType = 'Parcel'").withLimit(1000);
    replayer.replayWorkflows(runs.histories().toList()); // throws, and names what does not fit

    var history = client.getWorkflowHandle("parcel-1").fetchHistory();
    Path file = directory.resolve("parcel-1.json");

    Files.writeString(file, history.toJson()); // once, to be kept with the tests
    replayer.replayWorkflow(WorkflowHistory.fromJson("parcel-1", Files.readString(file)));

    var unpatched = Replayer.builder().workflows(Unpatched.class).build();
    var failure =
        assertThrows(WorkflowReplayException.class, () -> unpatched.replayWorkflow(history));
    assertInstanceOf(NondeterminismException.class, failure.getCause());
  }
}

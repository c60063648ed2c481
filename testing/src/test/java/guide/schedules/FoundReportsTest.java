package guide.schedules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.perdure.client.BatchDescription;
import dev.perdure.client.BatchHandle;
import dev.perdure.client.BatchOperation;
import dev.perdure.client.BatchOptions;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowExecution;
import dev.perdure.client.WorkflowExecutionCount;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.SearchAttributes;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.testing.WorkflowEnvironmentOptions;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FoundReportsTest {
  @TempDir private Path directory = Path.of("");

  @RegisterExtension
  final WorkflowExtension workflows =
      WorkflowExtension.timeSkipping(w -> w.workflows(Report.class))
          .withOptions(
              WorkflowEnvironmentOptions.defaults()
                  .withSearchAttributes(Report.TEAM, Report.PAGES));

  @Test
  void attributes_are_registered_at_the_start() {
    Path file = directory.resolve("reports.db");

    var options =
        ServerOptions.defaults().withSearchAttributes(Map.of("Team", "Keyword", "Pages", "Int"));
    try (var server = PerdureServer.open(file, options);
        var client = Client.connect(server.channel())) {
      assertEquals(0, client.countWorkflows("Team = 'sales' AND Pages > 10").count());
    }
  }

  @Test
  void runs_are_found_by_their_attributes(Client client, Worker worker) {
    var options =
        WorkflowOptions.of("report-7", worker.taskQueue())
            .withSearchAttributes(SearchAttributes.empty().with(Report.TEAM, "sales"));
    var report = client.startWorkflow(Report::run, "sales", options);
    assertFalse(report.query(Report::approved)); // it has begun

    var found = new ArrayList<String>();
    for (WorkflowExecution run :
        client.listWorkflows("Team = 'sales' AND Pages > 10").withLimit(100)) {
      found.add(run.id() + ": " + run.searchAttributes().get(Report.PAGES));
    }
    WorkflowExecutionCount count =
        client.countWorkflows("StartTime > '2025-11-29T00:00:00Z' GROUP BY ExecutionStatus");

    assertEquals(List.of("report-7: 12"), found);
    assertEquals(List.of(new WorkflowExecutionCount.Group(List.of("Running"), 1)), count.groups());
  }

  @Test
  void a_batch_does_something_to_all_that_are_found(Client client, Worker worker) {
    for (var id : List.of("report-1", "report-2")) {
      var options = WorkflowOptions.of(id, worker.taskQueue());
      client.startWorkflow(Report::run, "sales", options);
    }

    BatchHandle batch =
        client.startBatch(
            BatchOperation.signal(Report::approve),
            BatchOptions.ofQuery(
                "WorkflowType = 'Report' AND ExecutionStatus = 'Running'", "Ada has seen them"));
    BatchDescription done = batch.result();

    assertEquals(2, done.completeOperationCount());
    assertEquals("report of sales", client.getWorkflowHandle(Report::run, "report-1").result());
  }
}

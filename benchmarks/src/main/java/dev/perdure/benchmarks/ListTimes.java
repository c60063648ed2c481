package dev.perdure.benchmarks;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.Arrays;

/// Measures lists and counts of runs.
final class ListTimes {
  private static final int TIMES = 5;
  private static final int PAGE = 20;
  private static final int LONG_PAGE = 1_000;

  private final WorkflowServiceBlockingStub service;

  ListTimes(WorkflowServiceBlockingStub service) {
    this.service = service;
  }

  /// Asks for first pages of all runs, and prints nothing.
  void warmUp(int times) {
    for (int i = 0; i < times; i++) {
      var _ = service.listWorkflowExecutions(request("", PAGE));
    }
  }

  /// Prints the median time of a first page, and that of the first of them.
  void report(String query) {
    report(PAGE + " runs", query, TIMES, () -> page(query, PAGE));
  }

  void reportLongPage() {
    report("1,000 runs", "", 1, () -> page("", LONG_PAGE));
  }

  /// Prints how long one count took.
  void reportCount(String query) {
    var request =
        CountWorkflowExecutionsRequest.newBuilder().setNamespace("default").setQuery(query).build();
    report("count", query, 1, () -> service.countWorkflowExecutions(request).getCount());
  }

  private long page(String query, int size) {
    return service.listWorkflowExecutions(request(query, size)).getExecutionsCount();
  }

  private static ListWorkflowExecutionsRequest request(String query, int size) {
    return ListWorkflowExecutionsRequest.newBuilder()
        .setNamespace("default")
        .setPageSize(size)
        .setQuery(query)
        .build();
  }

  /// Asks for something that has runs.
  @FunctionalInterface
  private interface Call {
    /// How many.
    long run();
  }

  private static void report(String what, String query, int times, Call call) {
    var millis = new double[times];
    String outcome = "";
    for (int i = 0; i < times; i++) {
      long before = System.nanoTime();
      try {
        outcome = call.run() + " runs";
      } catch (StatusRuntimeException e) {
        outcome = e.getStatus().toString();
      }
      millis[i] = (System.nanoTime() - before) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    LoadBenchmark.report(
        what,
        "%6.1f ms%s  %s: %s"
            .formatted(
                millis[times / 2],
                times == 1 ? "" : ", first %6.1f".formatted(first),
                query.isEmpty() ? "all" : query,
                outcome));
  }
}

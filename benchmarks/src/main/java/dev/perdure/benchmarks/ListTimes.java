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

  /// Prints the median time of a first page.
  void report(String query) {
    LoadBenchmark.report(
        PAGE + " runs",
        "%6.1f ms  %s".formatted(page(query, TIMES), query.isEmpty() ? "all" : query));
  }

  void reportLongPage() {
    LoadBenchmark.report("1,000 runs", "%6.1f ms  all".formatted(page("", LONG_PAGE, 1)));
  }

  /// Prints how long one count took, or how it was refused.
  void reportCount(String query) {
    long before = System.nanoTime();
    var request =
        CountWorkflowExecutionsRequest.newBuilder().setNamespace("default").setQuery(query).build();
    String outcome;
    try {
      outcome = service.countWorkflowExecutions(request).getCount() + " runs";
    } catch (StatusRuntimeException e) {
      outcome = e.getStatus().toString();
    }
    LoadBenchmark.report(
        "count", "%6.1f ms  %s: %s".formatted(millisSince(before), query, outcome));
  }

  /// The median time of a first page, in milliseconds.
  double page(String query, int times) {
    return page(query, PAGE, times);
  }

  private double page(String query, int size, int times) {
    var request =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace("default")
            .setPageSize(size)
            .setQuery(query)
            .build();
    var millis = new double[times];
    for (int i = 0; i < times; i++) {
      long before = System.nanoTime();
      try {
        var _ = service.listWorkflowExecutions(request);
      } catch (StatusRuntimeException e) {
        System.out.printf("  %s: %s%n", query, e.getStatus());
      }
      millis[i] = millisSince(before);
    }
    Arrays.sort(millis);
    return millis[times / 2];
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}

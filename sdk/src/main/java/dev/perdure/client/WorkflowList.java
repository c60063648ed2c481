package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.client.ClientOutboundCalls.FetchWorkflowHistoryInput;
import dev.perdure.client.ClientOutboundCalls.ListWorkflowsInput;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The runs of workflows that a query finds, the latest first. Nothing is asked of the server until
/// somebody goes through them, and then one page at a time:
///
/// ```java
/// for (WorkflowExecution run : client.listWorkflows("ExecutionStatus = 'Failed'").withLimit(100)) {
///   System.out.println(run);
/// }
/// ```
///
/// Immutable: each `with…` method returns a new list. What goes through it throws [RpcException]
/// when the server cannot be reached or refuses the query.
public final class WorkflowList implements Iterable<WorkflowExecution> {
  private static final int PAGE_SIZE = 1000;

  private final WorkflowCalls calls;
  private final String query;
  private final long limit;
  private final int pageSize;
  private final ByteString pageToken;

  /// One page of a list.
  ///
  /// @param executions the runs that are on it
  /// @param nextPageToken what [WorkflowList#withPageToken] takes for the next one; empty behind
  ///   the last
  public record Page(List<WorkflowExecution> executions, ByteString nextPageToken) {
    /// Keeps the runs unchanged.
    public Page {
      executions = List.copyOf(executions);
    }
  }

  WorkflowList(WorkflowCalls calls, String query) {
    this(calls, query, Long.MAX_VALUE, PAGE_SIZE, ByteString.EMPTY);
  }

  private WorkflowList(
      WorkflowCalls calls, String query, long limit, int pageSize, ByteString pageToken) {
    this.calls = calls;
    this.query = query;
    this.limit = limit;
    this.pageSize = pageSize;
    this.pageToken = pageToken;
  }

  /// Not more than so many runs.
  public WorkflowList withLimit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("A list cannot have a limit of %d.".formatted(limit));
    }
    return new WorkflowList(calls, query, limit, pageSize, pageToken);
  }

  /// How many runs the server is asked for at a time; 1,000 without it.
  public WorkflowList withPageSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("A page cannot have a size of %d.".formatted(size));
    }
    return new WorkflowList(calls, query, limit, size, pageToken);
  }

  /// From a page on: see [Page#nextPageToken].
  public WorkflowList withPageToken(ByteString token) {
    return new WorkflowList(calls, query, limit, pageSize, token);
  }

  /// One page, for who shows pages. The limit does not matter.
  public Page page() {
    return page(pageToken, pageSize);
  }

  private Page page(ByteString token, int size) {
    return calls.outbound().listWorkflows(new ListWorkflowsInput(query, size, token));
  }

  @Override
  public Iterator<WorkflowExecution> iterator() {
    return stream().iterator();
  }

  /// The runs as a stream.
  public Stream<WorkflowExecution> stream() {
    int size = (int) Math.max(1, Math.min(pageSize, limit));
    var paged =
        new Paged<>(
            pageToken,
            token -> {
              Page page = page(token, size);
              return new Paged.Page<>(page.executions, page.nextPageToken);
            });
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                paged, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .limit(limit);
  }

  /// The histories of the runs, each read when it is needed: for replaying them.
  public Stream<WorkflowHistory> histories() {
    return stream()
        .map(
            run ->
                calls
                    .outbound()
                    .fetchWorkflowHistory(new FetchWorkflowHistoryInput(run.id(), run.runId())));
  }

  @Override
  public String toString() {
    return "the workflows for which " + (query.isEmpty() ? "nothing is asked" : query);
  }
}

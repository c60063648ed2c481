package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.client.ClientOutboundCalls.FetchWorkflowHistoryEventsInput;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The events of one run of a workflow, in order. Nothing is asked of the server until somebody
/// goes through them, and then one page at a time. Immutable: each `with…` method returns new
/// events.
///
/// What goes through them throws [WorkflowNotFoundException] when there is no such run, and
/// [RpcException] when the server cannot be reached.
public final class HistoryEvents implements Iterable<HistoryEvent> {
  private final WorkflowCalls calls;
  private final FetchWorkflowHistoryEventsInput input;

  /// One page of events.
  ///
  /// @param events the events that are on it
  /// @param nextPageToken what [HistoryEvents#withPageToken] takes for the next one; empty behind
  ///   the last
  public record Page(List<HistoryEvent> events, ByteString nextPageToken) {
    /// Keeps the events unchanged.
    public Page {
      events = List.copyOf(events);
    }
  }

  HistoryEvents(WorkflowCalls calls, String workflowId, @Nullable String runId) {
    this(
        calls,
        new FetchWorkflowHistoryEventsInput(
            workflowId, runId, 0, false, false, true, ByteString.EMPTY));
  }

  private HistoryEvents(WorkflowCalls calls, FetchWorkflowHistoryEventsInput input) {
    this.calls = calls;
    this.input = input;
  }

  /// How many events the server is asked for at a time; as many as it likes without it.
  public HistoryEvents withPageSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("A page cannot have a size of %d.".formatted(size));
    }
    return with(size, input.waitNewEvent(), input.closeEventOnly(), input.skipArchival());
  }

  /// Also events that are still to come: who goes through them waits for each, until the run is
  /// closed.
  public HistoryEvents withWaitNewEvent(boolean wait) {
    return with(input.pageSize(), wait, input.closeEventOnly(), input.skipArchival());
  }

  /// Only the event that closes the run; of an open run its latest one, unless it is waited for.
  public HistoryEvents withCloseEventOnly(boolean only) {
    return with(input.pageSize(), input.waitNewEvent(), only, input.skipArchival());
  }

  /// Whether runs that are only in the server's archive count as not there; they do without it.
  public HistoryEvents withSkipArchival(boolean skip) {
    return with(input.pageSize(), input.waitNewEvent(), input.closeEventOnly(), skip);
  }

  /// From a page on: see [Page#nextPageToken]. The other settings must be those that the token was
  /// got with.
  public HistoryEvents withPageToken(ByteString token) {
    return new HistoryEvents(calls, input.withPageToken(token));
  }

  /// One page, for who goes on later.
  public Page page() {
    return calls.outbound().fetchWorkflowHistoryEvents(input);
  }

  private HistoryEvents with(int size, boolean wait, boolean closeOnly, boolean skipArchival) {
    return new HistoryEvents(
        calls,
        new FetchWorkflowHistoryEventsInput(
            input.workflowId(),
            input.runId(),
            size,
            wait,
            closeOnly,
            skipArchival,
            input.pageToken()));
  }

  @Override
  public Iterator<HistoryEvent> iterator() {
    return new Paged<>(
        input.pageToken(),
        token -> {
          Page page = calls.outbound().fetchWorkflowHistoryEvents(input.withPageToken(token));
          return new Paged.Page<>(page.events, page.nextPageToken);
        });
  }

  /// The events as a stream.
  public Stream<HistoryEvent> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }
}

package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.entity.Look;
import dev.perdure.server.store.HistoryPage;
import io.temporal.api.history.v1.History;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads histories from their end, page by page.
final class ReverseHistoryCalls {
  private static final Logger log = LoggerFactory.getLogger(ReverseHistoryCalls.class);

  private final Backend backend;
  private final Validation validation;

  ReverseHistoryCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  void get(
      UnaryCall<
              GetWorkflowExecutionHistoryReverseRequest, GetWorkflowExecutionHistoryReverseResponse>
          call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasExecution(), request.getExecution());
    var execution = request.getExecution();
    var start = new HistoryToken(execution.getRunId(), 0, true);
    var from = HistoryToken.next(request.getNextPageToken(), start);
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    var read = new Read(call, key, from, HistoryCalls.pageSize(request.getMaximumPageSize()));
    backend.entities().lookIfHere(key, read, read::readStored);
  }

  /// One call.
  private final class Read implements Look {
    private final UnaryCall<?, GetWorkflowExecutionHistoryReverseResponse> call;
    private final EntityKey key;
    private final int size;
    private volatile String runId;

    /// The newest event of the page; 0 until the run is found if it is the run's last one.
    private volatile long last;

    Read(
        UnaryCall<?, GetWorkflowExecutionHistoryReverseResponse> call,
        EntityKey key,
        HistoryToken from,
        int size) {
      this.call = call;
      this.key = key;
      this.runId = from.runId();
      this.last = from.nextEventId();
      this.size = size;
    }

    @Override
    public Runnable at(WorkflowState state) {
      var run = state.run(runId);
      if (run == null) {
        return runId.isEmpty()
            ? () -> rejected(Rejection.noSuchRun(key.id(), runId))
            : this::readStored;
      }
      return page(run);
    }

    private Runnable page(RunState run) {
      runId = run.runId();
      long newest = last == 0 ? run.lastEventId() : Math.min(last, run.lastEventId());
      var newestFirst = run.events().subList(0, (int) newest).reversed();
      var events = newestFirst.subList(0, (int) Math.min(size, newest)).stream().toList();
      int count = Histories.fitting(events, size);
      var history = History.newBuilder();
      for (Event event : events.subList(0, count)) {
        history.addEvents(event.event());
      }
      return () -> reply(history.build(), newest - count);
    }

    /// A run that is not in memory is read from the store if it is closed.
    private void readStored() {
      var _ =
          backend
              .closedRuns()
              .summary(key, runId)
              .thenAccept(this::readStored)
              .exceptionally(this::unreadable);
    }

    private void readStored(Optional<RunSummary> found) {
      if (found.isEmpty()) {
        rejected(Rejection.noSuchRun(key.id(), runId));
        return;
      }
      var run = found.get();
      if (run.isOpen()) {
        backend.entities().look(key, this);
        return;
      }
      runId = run.runId();
      last = last == 0 ? run.historyLength() : Math.min(last, run.historyLength());
      readPage(size);
    }

    private void readPage(int events) {
      long first = Math.max(1, last - events + 1);
      var _ =
          backend
              .closedRuns()
              .history(key, runId, first, (int) (last - first + 1))
              .thenAccept(found -> answer(found, first, events))
              .exceptionally(this::unreadable);
    }

    /// A page that became large lacks its newest events: then fewer are read.
    private void answer(Optional<HistoryPage> found, long first, int events) {
      if (found.isEmpty()) {
        rejected(Rejection.noSuchRun(key.id(), runId));
        return;
      }
      long next = found.get().nextEventId();
      if (events > 1 && next != 0 && next <= last) {
        readPage(Math.max(1, events / 2));
        return;
      }
      var history = Histories.parse(found.get().history());
      reply(
          History.newBuilder().addAllEvents(history.getEventsList().reversed()).build(), first - 1);
    }

    private void reply(History history, long next) {
      call.reply(
          GetWorkflowExecutionHistoryReverseResponse.newBuilder()
              .setHistory(history)
              .setNextPageToken(
                  next < 1 ? ByteString.EMPTY : new HistoryToken(runId, next, true).toBytes())
              .build());
    }

    private @Nullable Void unreadable(Throwable failure) {
      log.warn("The history of {} could not be read", key, failure);
      rejected(HistoryCalls.UNREADABLE);
      return null;
    }

    @Override
    public boolean dropped() {
      return false;
    }

    @Override
    public void rejected(Rejection rejection) {
      call.reject(rejection);
    }
  }
}

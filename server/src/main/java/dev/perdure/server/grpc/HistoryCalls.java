package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.Await;
import dev.perdure.server.entity.Look;
import dev.perdure.server.store.HistoryPage;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads histories: page by page, only the close event, and waiting for what comes next.
final class HistoryCalls {
  private static final Logger log = LoggerFactory.getLogger(HistoryCalls.class);
  private static final int MAX_EVENTS = 256;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final Duration BEFORE_DEADLINE = Duration.ofSeconds(1);

  /// They show what is written, and no virtual events.
  private static final Set<String> WITHOUT_TAIL = Set.of("temporal-cli", "temporal-ui");

  static final Rejection UNREADABLE =
      new Rejection(Rejection.Code.UNAVAILABLE, "The history could not be read; try again.", null);

  private final Backend backend;
  private final Waits waits;
  private final Validation validation;

  HistoryCalls(Backend backend, Waits waits) {
    this.backend = backend;
    this.waits = waits;
    this.validation = backend.validation();
  }

  void get(
      UnaryCall<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasExecution(), request.getExecution());
    var execution = request.getExecution();
    var start = new HistoryToken(execution.getRunId(), 1, false);
    var from = HistoryToken.next(request.getNextPageToken(), start);
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    var read = new Read(call, key, from);
    backend.entities().lookIfHere(key, read, read::readStored);
    read.waitAtMost();
  }

  /// How many events a page has at most.
  static int pageSize(int asked) {
    return asked <= 0 ? MAX_EVENTS : Math.min(asked, MAX_EVENTS);
  }

  /// One call.
  private final class Read implements Look, Waits.Wait {
    private final UnaryCall<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse>
        call;
    private final EntityKey key;
    private final long first;
    private final boolean closeOnly;
    private final boolean longPoll;
    private final Await await = new Await(backend.awaits());
    private volatile String runId;
    private volatile boolean done;
    private @Nullable ScheduledFuture<?> timeout;

    Read(
        UnaryCall<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse> call,
        EntityKey key,
        HistoryToken from) {
      this.call = call;
      this.key = key;
      this.runId = from.runId();
      this.first = from.nextEventId();
      this.closeOnly =
          call.request().getHistoryEventFilterType()
              == HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
      this.longPoll = call.request().getWaitNewEvent();
    }

    @Override
    public @Nullable Runnable at(WorkflowState state) {
      var run = state.run(runId);
      if (run == null) {
        return runId.isEmpty()
            ? () -> rejected(Rejection.noSuchRun(key.id(), runId))
            : this::readStored;
      }
      runId = run.runId();
      if (closeOnly) {
        return closeEvent(run);
      }
      if (first > run.lastEventId()) {
        if (longPoll && run.isOpen()) {
          return null;
        }
        return answer(History.getDefaultInstance(), ByteString.EMPTY);
      }
      return page(run);
    }

    private @Nullable Runnable closeEvent(RunState run) {
      if (!run.isOpen()) {
        await.end();
        var last = run.events().getLast();
        var on = call.knows(NextRuns.FEATURE) ? null : NextRuns.leadingOn(last.event());
        if (on != null) {
          return answer(on, ByteString.EMPTY);
        }
        return answer(Histories.of(List.of(last), List.of(), call.inProcess()), ByteString.EMPTY);
      }
      if (longPoll) {
        await.begin();
        return null;
      }
      return answer(History.getDefaultInstance(), ByteString.EMPTY);
    }

    private Runnable page(RunState run) {
      var all = run.events();
      int from = (int) first - 1;
      var events = List.copyOf(all.subList(from, Math.min(from + pageSize(), all.size())));
      int count = Histories.fitting(events, pageSize());
      long next = first + count;
      boolean last = next > all.size();
      var tail =
          last && !WITHOUT_TAIL.contains(call.clientName())
              ? run.transientEvents()
              : List.<HistoryEvent>of();
      return answer(
          Histories.of(events.subList(0, count), tail, call.inProcess()),
          last && !(longPoll && run.isOpen()) ? ByteString.EMPTY : token(next));
    }

    private int pageSize() {
      return HistoryCalls.pageSize(call.request().getMaximumPageSize());
    }

    private ByteString token(long next) {
      return new HistoryToken(runId, next, false).toBytes();
    }

    /// A run that is not in memory is read from the store if it is closed: its bytes go through as
    /// they are, and other runs keep their place in memory.
    private void readStored() {
      whenRead(backend.closedRuns().summary(key, runId), this::readStored);
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
      long last = run.historyLength();
      if (closeOnly) {
        whenRead(backend.closedRuns().history(key, runId, last, 1), this::answerStored);
      } else if (first > last) {
        finish(GetWorkflowExecutionHistoryResponse.getDefaultInstance());
      } else {
        whenRead(backend.closedRuns().history(key, runId, first, pageSize()), this::answerStored);
      }
    }

    /// Goes on with what was read. Whatever goes wrong, the call is answered.
    private <T> void whenRead(CompletableFuture<T> read, Consumer<T> next) {
      var _ =
          read.thenAccept(next)
              .exceptionally(
                  failure -> {
                    log.warn("The history of {} could not be read", key, failure);
                    rejected(UNREADABLE);
                    return null;
                  });
    }

    private void answerStored(Optional<HistoryPage> found) {
      if (found.isEmpty()) {
        rejected(Rejection.noSuchRun(key.id(), runId));
        return;
      }
      var page = found.get();
      var response = GetWorkflowExecutionHistoryResponse.newBuilder();
      var on =
          closeOnly && !call.knows(NextRuns.FEATURE)
              ? NextRuns.leadingOn(Histories.parse(page.history()).getEventsList().getLast())
              : null;
      if (on != null) {
        response.setHistory(on);
      } else if (call.inProcess()) {
        response.setHistory(Histories.parse(page.history()));
      } else {
        response.setUnknownFields(
            Histories.spliced(
                GetWorkflowExecutionHistoryResponse.HISTORY_FIELD_NUMBER, page.history()));
      }
      if (!closeOnly && page.nextEventId() != 0) {
        response.setNextPageToken(token(page.nextEventId()));
      }
      finish(response.build());
    }

    private Runnable answer(History history, ByteString token) {
      var response =
          GetWorkflowExecutionHistoryResponse.newBuilder()
              .setHistory(history)
              .setNextPageToken(token)
              .build();
      return () -> finish(response);
    }

    private void finish(GetWorkflowExecutionHistoryResponse response) {
      forget();
      call.reply(response);
    }

    @Override
    public void rejected(Rejection rejection) {
      forget();
      call.reject(rejection);
    }

    @Override
    public boolean dropped() {
      return done;
    }

    private void forget() {
      done = true;
      await.end();
      synchronized (this) {
        waits.remove(this);
        if (timeout != null) {
          timeout.cancel(false);
          timeout = null;
        }
      }
    }

    /// Ends the wait in good time before the caller gives up, with a token to go on with.
    private void waitAtMost() {
      if (!longPoll || done) {
        return;
      }
      call.onCancel(this::forget);
      synchronized (this) {
        if (!done) {
          timeout =
              backend
                  .scheduler()
                  .schedule(
                      this::end, call.waitNanos(MAX_WAIT, BEFORE_DEADLINE), TimeUnit.NANOSECONDS);
          waits.add(this);
        }
      }
    }

    @Override
    public void end() {
      if (done) {
        return;
      }
      forget();
      backend.entities().look(key, new LastLook());
    }

    /// Ends the wait with a token to go on with. It names a run that the caller may not know yet,
    /// so it must not leave before that run is durable; a look takes care of that.
    private final class LastLook implements Look {
      @Override
      public Runnable at(WorkflowState state) {
        var token = runId.isEmpty() ? ByteString.EMPTY : token(first);
        return answer(History.getDefaultInstance(), token);
      }

      @Override
      public boolean dropped() {
        return true;
      }

      @Override
      public void rejected(Rejection rejection) {
        Read.this.rejected(rejection);
      }
    }
  }
}

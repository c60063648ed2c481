package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.entity.Look;
import dev.perdure.server.store.HistoryPage;
import io.grpc.Deadline;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads histories: page by page, only the close event, and waiting for what comes next.
final class HistoryCalls {
  private static final int MAX_EVENTS = 256;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final Duration BEFORE_DEADLINE = Duration.ofSeconds(1);

  /// They show what is written, and no virtual events.
  private static final Set<String> WITHOUT_TAIL = Set.of("temporal-cli", "temporal-ui");

  private static final Rejection UNREADABLE =
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
    validation.execution(request.hasExecution(), request.getExecution());
    backend.namespaces().check(request.getNamespace());
    var execution = request.getExecution();
    var runId = execution.getRunId();
    long first = 1;
    if (!request.getNextPageToken().isEmpty()) {
      var token = HistoryToken.parse(request.getNextPageToken());
      if (!runId.isEmpty() && !runId.equals(token.runId())) {
        throw Validation.invalid("RunId in the request does not match the NextPageToken.");
      }
      runId = token.runId();
      first = token.nextEventId();
    }
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    var read = new Read(call, key, runId, first);
    backend.entities().look(key, read);
    read.waitAtMost();
  }

  /// One call.
  private final class Read implements Look, Waits.Wait {
    private final UnaryCall<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse>
        call;
    private final EntityKey key;
    private final long first;
    private final boolean closeOnly;
    private final boolean longPoll;
    private volatile String runId;
    private volatile boolean done;
    private @Nullable ScheduledFuture<?> timeout;

    Read(
        UnaryCall<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse> call,
        EntityKey key,
        String runId,
        long first) {
      this.call = call;
      this.key = key;
      this.runId = runId;
      this.first = first;
      this.closeOnly =
          call.request().getHistoryEventFilterType()
              == HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
      this.longPoll = call.request().getWaitNewEvent();
    }

    @Override
    public @Nullable Runnable at(WorkflowState state) {
      var run = state.run(runId);
      if (run == null) {
        return state.current() == null || runId.isEmpty()
            ? () -> rejected(Rejection.noSuchRun(key.id(), runId))
            : this::readElsewhere;
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
        var last = run.events().getLast();
        return answer(Histories.of(List.of(last), List.of(), call.inProcess()), ByteString.EMPTY);
      }
      return longPoll ? null : answer(History.getDefaultInstance(), ByteString.EMPTY);
    }

    private Runnable page(RunState run) {
      var events = run.eventsFrom(first);
      int count = Histories.fitting(events, pageSize());
      long next = first + count;
      boolean last = count == events.size();
      var tail =
          last && !WITHOUT_TAIL.contains(call.clientName())
              ? run.transientEvents()
              : List.<HistoryEvent>of();
      return answer(
          Histories.of(events.subList(0, count), tail, call.inProcess()),
          last && !(longPoll && run.isOpen()) ? ByteString.EMPTY : token(next));
    }

    private int pageSize() {
      int asked = call.request().getMaximumPageSize();
      return asked <= 0 ? MAX_EVENTS : Math.min(asked, MAX_EVENTS);
    }

    private ByteString token(long next) {
      return new HistoryToken(runId, next).toBytes();
    }

    /// The run is not the current one of its workflow id, so it is closed and on disk.
    private void readElsewhere() {
      var page =
          closeOnly
              ? backend.closedRuns().closeEvent(key, runId)
              : backend.closedRuns().history(key, runId, first, pageSize());
      var _ =
          page.handle(
              (found, failure) -> {
                if (failure == null) {
                  answerStored(found);
                } else {
                  rejected(UNREADABLE);
                }
                return null;
              });
    }

    private void answerStored(Optional<HistoryPage> found) {
      if (found.isEmpty()) {
        rejected(Rejection.noSuchRun(key.id(), runId));
      } else {
        var page = found.get();
        var response = GetWorkflowExecutionHistoryResponse.newBuilder();
        if (call.inProcess()) {
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
          waits.add(this);
          timeout =
              backend
                  .scheduler()
                  .schedule(this::end, waitNanos(call.deadline()), TimeUnit.NANOSECONDS);
        }
      }
    }

    @Override
    public void end() {
      finish(
          GetWorkflowExecutionHistoryResponse.newBuilder()
              .setHistory(History.getDefaultInstance())
              .setNextPageToken(runId.isEmpty() ? ByteString.EMPTY : token(first))
              .build());
    }
  }

  private static long waitNanos(@Nullable Deadline deadline) {
    long most = MAX_WAIT.toNanos();
    if (deadline == null) {
      return most;
    }
    long left = deadline.timeRemaining(TimeUnit.NANOSECONDS) - BEFORE_DEADLINE.toNanos();
    return Math.clamp(left, 0, most);
  }
}

package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.calendar.Steps;
import dev.perdure.engine.schedule.ScheduleView;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.KnownAttributes;
import dev.perdure.server.search.QueryException;
import dev.perdure.server.search.ScheduleQuery;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.workflowservice.v1.CountSchedulesRequest;
import io.temporal.api.workflowservice.v1.CountSchedulesResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds and counts schedules.
final class ScheduleListCalls {
  private static final int PAGE_MAX = 1_000;

  /// What the search for the next times of all schedules of a page may take, about 0.1 seconds:
  /// other lists wait.
  private static final int PAGE_STEPS = 2_000_000;

  private static final int ENTRY_STEPS = 5_000;

  private final Backend backend;

  ScheduleListCalls(Backend backend) {
    this.backend = backend;
  }

  void list(UnaryCall<ListSchedulesRequest, ListSchedulesResponse> call) {
    var request = call.request();
    var namespace = request.getNamespace();
    backend.namespaces().check(namespace);
    var where = where(namespace, request.getQuery());
    long query =
        ListToken.query(request.toBuilder().clearNextPageToken().clearMaximumPageSize().build());
    var after = ScheduleListToken.parse(request.getNextPageToken(), query);
    int wished = request.getMaximumPageSize();
    int size = wished <= 0 ? PAGE_MAX : Math.min(wished, PAGE_MAX);
    ListCalls.answer(
        call,
        backend.scheduleLists().list(namespace, where == null ? _ -> true : where, size, after),
        page -> {
          var types = KnownAttributes.with(backend.searchAttributes().types(namespace));
          var now = backend.namespaces().now();
          var response = ListSchedulesResponse.newBuilder();
          var steps = Steps.of(PAGE_STEPS);
          for (var schedule : page.schedules()) {
            response.addSchedules(entry(schedule, now, steps.atMost(ENTRY_STEPS), types));
          }
          response.setNextPageToken(
              page.next() == null
                  ? ByteString.EMPTY
                  : new ScheduleListToken(query, page.next()).toBytes());
          call.reply(response.build());
        });
  }

  private static ScheduleListEntry entry(
      ScheduleState schedule, Instant now, Steps steps, Map<String, IndexedValueType> types) {
    var entry = ScheduleView.listed(schedule, now, steps);
    return entry.hasSearchAttributes()
        ? entry.toBuilder()
            .setSearchAttributes(ScheduleCalls.typed(entry.getSearchAttributes(), types))
            .build()
        : entry;
  }

  void count(UnaryCall<CountSchedulesRequest, CountSchedulesResponse> call) {
    var request = call.request();
    var namespace = request.getNamespace();
    backend.namespaces().check(namespace);
    ListCalls.answer(
        call,
        backend.scheduleLists().count(namespace, where(namespace, request.getQuery())),
        count -> call.reply(CountSchedulesResponse.newBuilder().setCount(count).build()));
  }

  /// @return null if all schedules are meant
  private @Nullable Predicate<ScheduleState> where(String namespace, String query) {
    try {
      Condition condition = ScheduleQuery.of(query, backend.searchAttributes().types(namespace));
      return condition == null ? null : schedule -> ScheduleQuery.holds(condition, schedule);
    } catch (QueryException e) {
      throw Validation.invalid(e.getMessage());
    }
  }
}

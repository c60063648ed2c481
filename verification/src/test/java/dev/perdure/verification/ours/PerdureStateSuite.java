package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.perdure.client.WorkflowExecution;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowHistory;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.verification.ours.StateWorkflows.Attributed;
import dev.perdure.verification.ours.StateWorkflows.Orderly;
import dev.perdure.verification.ours.StateWorkflows.Patched;
import dev.perdure.verification.ours.StateWorkflows.Remembering;
import dev.perdure.verification.ours.StateWorkflows.Talkative;
import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What our SDK tells about workflows and reads of them: search attributes, memo, patches, details,
/// lists and histories, as client and worker, over TCP.
///
/// The official test server has no lists, keeps no metadata of events, and tells nobody what is
/// new.
abstract class PerdureStateSuite extends ServerSuite {
  private static final SearchAttributeKey<List<String>> PATCHES =
      SearchAttributeKey.forKeywordList("TemporalChangeVersion");

  @SuppressWarnings("NullAway.Init") // set before every test
  private PerdureSession session;

  @BeforeAll
  void open() throws Exception {
    connect();
    var attributes =
        AddSearchAttributesRequest.newBuilder()
            .setNamespace("default")
            .putSearchAttributes("SuiteStatus", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
            .putSearchAttributes("SuiteCount", IndexedValueType.INDEXED_VALUE_TYPE_INT)
            .putSearchAttributes("SuiteScore", IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE)
            .putSearchAttributes("SuitePaid", IndexedValueType.INDEXED_VALUE_TYPE_BOOL)
            .putSearchAttributes("SuiteDue", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME)
            .putSearchAttributes("SuiteTags", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST);
    var _ =
        OperatorServiceGrpc.newBlockingStub(session.client().channel())
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .addSearchAttributes(attributes.build());
    session.close();
  }

  @BeforeEach
  void connect() {
    session = new PerdureSession(server(), sticky(), new SuiteActivities(), StateWorkflows.ALL);
  }

  @AfterEach
  void replay_everything() throws Exception {
    session.close();
  }

  @Test
  void search_attributes_are_set_changed_and_handed_on() {
    var options = session.options().withSearchAttributes(Attributed.start());
    var handle = session.replayed(session.client().startWorkflow(Attributed::run, 0, options));

    assertThat(handle.result()).isEqualTo(8);
    SearchAttributes attributes = handle.describe().searchAttributes();
    assertThat(attributes.get(StateWorkflows.STATUS)).isEqualTo("round 1");
    assertThat(attributes.get(StateWorkflows.COUNT)).isEqualTo(9);
    assertThat(attributes.get(StateWorkflows.SCORE)).isEqualTo(1.5);
    assertThat(attributes.contains(StateWorkflows.PAID)).isFalse();
    assertThat(attributes.get(StateWorkflows.DUE))
        .isEqualTo(Attributed.start().get(StateWorkflows.DUE));
    assertThat(attributes.get(StateWorkflows.TAGS)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void the_memo_is_changed_and_described() {
    var options = session.options().withMemo(Map.of("started", "once", "kept", true));
    var handle = session.replayed(session.client().startWorkflow(Remembering::run, options));

    assertThat(handle.result()).contains("changed=[1, 2]", "kept=true").doesNotContain("started");
    var description = handle.describe();
    assertThat(description.memo()).containsOnlyKeys("kept", "changed");
    assertThat(description.memoValue("changed", new TypeRef<List<Integer>>() {}))
        .containsExactly(1, 2);
  }

  @Test
  void patches_are_markers_and_a_search_attribute() {
    var handle = session.replayed(session.client().startWorkflow(Patched::run, session.options()));

    assertThat(handle.result()).isEqualTo("true true");
    assertThat(handle.fetchHistory().events())
        .extracting(HistoryEvent::getEventType)
        .containsSubsequence(
            EventType.EVENT_TYPE_MARKER_RECORDED,
            EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
            EventType.EVENT_TYPE_TIMER_STARTED,
            EventType.EVENT_TYPE_MARKER_RECORDED,
            EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
            EventType.EVENT_TYPE_TIMER_STARTED);
    assertThat(handle.describe().searchAttributes().get(PATCHES))
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void a_workflow_tells_where_it_is() throws Exception {
    var handle =
        session.replayed(session.client().startWorkflow(Talkative::run, session.options()));

    WorkflowMetadata metadata;
    do {
      metadata = handle.query("__temporal_workflow_metadata", WorkflowMetadata.class);
    } while (metadata == null || metadata.getCurrentDetails().isEmpty());
    assertThat(metadata.getCurrentDetails()).isEqualTo("it **waits**");
    assertThat(metadata.getDefinition().getSignalDefinitions(0).getDescription())
        .isEqualTo("Lets it end.");
    handle.signal(Talkative::end);
    assertThat(handle.result()).isEqualTo("it **waits**");
    assumeThat(isOfficialTestServer()).isFalse();
    assertThat(handle.fetchHistoryEvents().stream())
        .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
        .extracting(event -> event.getUserMetadata().getSummary())
        .containsExactly(DataConverter.defaults().encode("a nap"));
  }

  @Test
  void queue_and_lock_keep_the_order_of_signals() {
    var handle =
        session.replayed(session.client().startWorkflow(Orderly::run, 5, session.options()));
    for (int i = 1; i <= 5; i++) {
      handle.signal(Orderly::number, i);
    }

    assertThat(handle.result())
        .containsExactly(
            "1 in", "1 out", "2 in", "2 out", "3 in", "3 out", "4 in", "4 out", "5 in", "5 out");
  }

  @Test
  void events_come_while_they_happen() {
    assumeThat(isOfficialTestServer()).isFalse();
    var handle =
        session.replayed(session.client().startWorkflow(Talkative::run, session.options()));
    List<EventType> seen = new ArrayList<>();

    for (HistoryEvent event : handle.fetchHistoryEvents().withWaitNewEvent(true)) {
      seen.add(event.getEventType());
      if (event.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED) {
        handle.signal(Talkative::end);
      }
    }

    assertThat(seen)
        .startsWith(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
        .endsWith(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    assertThat(handle.fetchHistory().events())
        .extracting(HistoryEvent::getEventType)
        .isEqualTo(seen);
  }

  @Test
  void a_history_goes_through_json_and_is_replayed() throws Exception {
    var handle = session.client().startWorkflow(Patched::run, session.options());
    handle.result();

    WorkflowHistory history = handle.fetchHistory();
    WorkflowHistory read = WorkflowHistory.fromJson(history.workflowId(), history.toJson());

    assertThat(read).isEqualTo(history);
    new ReplayCheck(read.events(), WorkflowDefinition.of(Patched.class)).replay();
  }

  @Test
  void workflows_are_listed_and_counted() throws Exception {
    assumeThat(isOfficialTestServer()).isFalse();
    List<WorkflowHandle<?, ?>> handles = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      var handle = session.client().startWorkflow(Patched::run, session.options());
      handle.result();
      handles.add(handle);
    }
    String query = "TaskQueue = '%s'".formatted(session.options().taskQueue());
    var list = session.client().listWorkflows(query).withPageSize(2);
    String closed = query + " AND ExecutionStatus = 'Completed'";
    while (session.client().countWorkflows(closed).count() < 5) {
      Thread.sleep(50); // the official server tells its lists a moment later
    }

    assertThat(list)
        .extracting(WorkflowExecution::id)
        .containsExactlyInAnyOrderElementsOf(handles.stream().map(WorkflowHandle::id).toList());
    assertThat(list).allMatch(run -> run.status() == WorkflowExecutionStatus.COMPLETED);
    assertThat(list.withLimit(3)).hasSize(3);
    assertThat(list.page().executions()).hasSize(2);
    assertThat(list.withPageToken(list.page().nextPageToken()))
        .extracting(WorkflowExecution::id)
        .hasSize(3)
        .doesNotContain(list.page().executions().getFirst().id());
    assertThat(list.histories()).hasSize(5).allMatch(history -> history.events().size() > 10);
    assertThat(session.client().countWorkflows(query + " GROUP BY ExecutionStatus").groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.values()).isEqualTo(List.of("Completed"));
              assertThat(group.count()).isEqualTo(5);
            });
  }
}

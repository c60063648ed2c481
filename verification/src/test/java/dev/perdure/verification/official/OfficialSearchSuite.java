package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.verification.peer.ServerSuite;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the official Java SDK finds by search attributes. Lists of the official server come later
/// than the writes, so each test asks until it sees what it waits for.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OfficialSearchSuite extends ServerSuite {
  static final Map<String, IndexedValueType> TYPES =
      Map.of(
          "Customer", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
          "Amount", IndexedValueType.INDEXED_VALUE_TYPE_INT,
          "Ratio", IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
          "Vip", IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
          "Due", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
          "Tags", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
          "Note", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

  private static final SearchAttributeKey<String> CUSTOMER =
      SearchAttributeKey.forKeyword("Customer");
  private static final SearchAttributeKey<Long> AMOUNT = SearchAttributeKey.forLong("Amount");
  private static final SearchAttributeKey<Double> RATIO = SearchAttributeKey.forDouble("Ratio");
  private static final SearchAttributeKey<Boolean> VIP = SearchAttributeKey.forBoolean("Vip");
  private static final SearchAttributeKey<OffsetDateTime> DUE =
      SearchAttributeKey.forOffsetDateTime("Due");
  private static final SearchAttributeKey<List<String>> TAGS =
      SearchAttributeKey.forKeywordList("Tags");
  private static final SearchAttributeKey<String> NOTE = SearchAttributeKey.forText("Note");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String prefix = UUID.randomUUID() + "-";

  @SuppressWarnings("NullAway.Init") // set before the tests
  private WorkflowServiceStubs service;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private WorkflowClient client;

  /// A workflow that describes itself.
  @WorkflowInterface
  public interface Order {
    @WorkflowMethod
    void run();
  }

  public static final class OrderWorkflow implements Order {
    @Override
    public void run() {
      Workflow.upsertTypedSearchAttributes(CUSTOMER.valueSet("Eve"), AMOUNT.valueUnset());
    }
  }

  @BeforeAll
  void open() throws Exception {
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server().address()).build(),
            Duration.ofSeconds(30));
    client = WorkflowClient.newInstance(service);
    register();
    // A server may learn late of what was registered.
    until(() -> start("probe", SearchAttributes.newBuilder().set(CUSTOMER, "Probe").build()));
    start(
        "ada",
        SearchAttributes.newBuilder()
            .set(CUSTOMER, "Ada")
            .set(AMOUNT, 5L)
            .set(RATIO, 0.5)
            .set(VIP, true)
            .set(DUE, OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.ofHours(1)))
            .set(TAGS, List.of("new", "fragile"))
            .set(NOTE, "Handle with CARE, please")
            .build());
    start(
        "bob",
        SearchAttributes.newBuilder()
            .set(CUSTOMER, "Bob")
            .set(AMOUNT, -7L)
            .set(RATIO, 2.0)
            .set(VIP, false)
            .build());
    start("none", SearchAttributes.EMPTY);
    until(() -> assertThat(ids("WorkflowType = 'Sleeper'")).hasSize(4));
  }

  @AfterAll
  void close() {
    service.shutdownNow();
  }

  private void register() {
    var operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(service.getRawChannel())
                .validateAndBuildWithDefaults());
    var _ =
        operator
            .blockingStub()
            .addSearchAttributes(
                AddSearchAttributesRequest.newBuilder()
                    .setNamespace("default")
                    .putAllSearchAttributes(TYPES)
                    .build());
  }

  private static void until(Callable<?> assertion) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (Exception | AssertionError e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private WorkflowStub start(String id, SearchAttributes attributes) {
    var stub =
        client.newUntypedWorkflowStub(
            "Sleeper",
            WorkflowOptions.newBuilder()
                .setWorkflowId(prefix + id)
                .setTaskQueue("nobody")
                .setTypedSearchAttributes(attributes)
                .build());
    stub.start();
    return stub;
  }

  /// The ids of the runs of this suite that a query finds, the newest first.
  private List<String> ids(String query) {
    return client
        .listExecutions("WorkflowId STARTS_WITH '%s' AND (%s)".formatted(prefix, query))
        .map(run -> run.getExecution().getWorkflowId().substring(prefix.length()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "Customer = 'Ada'|ada",
        "Customer IN ('Ada', 'Bob')|bob ada",
        "Customer NOT IN ('Ada', 'Probe')|bob",
        "Customer STARTS_WITH 'A'|ada",
        "Customer NOT STARTS_WITH 'P'|bob ada",
        "Customer != 'Ada'|bob probe",
        "Customer < 'B'|ada",
        "Customer BETWEEN 'A' AND 'B'|ada",
        "Customer IS NULL|none",
        "Customer IS NOT NULL|bob ada probe",
        "Amount = 5|ada",
        "Amount > -10|bob ada",
        "Amount >= 4.5|ada",
        "Amount BETWEEN -7 AND 0|bob",
        "Amount NOT BETWEEN -7 AND 0|ada",
        "Amount IN (5, 6)|ada",
        "NOT Amount < 0|ada",
        "Ratio <= 0.5|ada",
        "Ratio > 1|bob",
        "Vip = true|ada",
        "Vip = false|bob",
        "Vip != true|bob",
        "Due < '2026-01-02T02:04:05Z'|",
        "Due BETWEEN '2026-01-01T00:00:00Z' AND '2027-01-01T00:00:00+05:00'|ada",
        "Tags = 'new'|ada",
        "Tags IN ('x', 'fragile')|ada",
        "Tags IN ('new', 'fragile')|ada",
        "Tags != 'new'|none bob probe",
        "Tags NOT IN ('new', 'x')|none bob probe",
        "Tags IS NULL|none bob probe",
        "Note = 'care'|ada",
        "Note = 'something with'|ada",
        "Note = 'nothing'|",
        "Note != 'care'|none bob probe",
        "(Customer = 'Ada' OR Amount < 0) AND NOT Vip = true|bob",
        "`Customer` = \"Ada\"|ada",
      })
  void runs_are_found_by_their_attributes(String query, String wanted) {
    var expected = wanted == null ? "" : wanted;

    assertThat(String.join(" ", ids(query))).isEqualTo(expected);
    assertThat(
            client
                .countWorkflows("WorkflowId STARTS_WITH '%s' AND (%s)".formatted(prefix, query))
                .getCount())
        .isEqualTo(expected.isEmpty() ? 0 : expected.split(" ", -1).length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Colour = 'red'",
        "Due > 'tomorrow'",
        "Tags > 'a'",
        "Note > 'a'",
        "Tags STARTS_WITH 'a'",
        "Vip BETWEEN true AND true",
        "Customer = Ada",
        "Customer LIKE 'A%'",
        "Customer = 'Ada' AND (Amount = 5",
        "Customer = lower('Ada')"
      })
  void filters_that_make_no_sense_are_refused(String query) {
    assertThatThrownBy(() -> ids(query)).hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void what_a_workflow_says_of_itself_is_found() throws Exception {
    var factory = WorkerFactory.newInstance(client);
    factory.newWorker(prefix).registerWorkflowImplementationTypes(OrderWorkflow.class);
    factory.start();
    try {
      var stub =
          client.newUntypedWorkflowStub(
              "Order",
              WorkflowOptions.newBuilder()
                  .setWorkflowId("self-" + prefix)
                  .setTaskQueue(prefix)
                  .setTypedSearchAttributes(SearchAttributes.newBuilder().set(AMOUNT, 1L).build())
                  .build());
      stub.start();
      stub.getResult(Void.class);

      until(() -> assertThat(found("Customer = 'Eve'")).containsExactly("self-" + prefix));
      assertThat(found("Customer = 'Eve' AND Amount IS NULL AND CloseTime IS NOT NULL")).hasSize(1);
      var run = client.listExecutions("Customer = 'Eve'").findFirst().orElseThrow();
      assertThat(run.getTypedSearchAttributes().get(CUSTOMER)).isEqualTo("Eve");
      assertThat(run.getTypedSearchAttributes().containsKey(AMOUNT)).isFalse();
    } finally {
      factory.shutdownNow();
    }
  }

  private Collection<String> found(String query) {
    return client.listExecutions(query).map(run -> run.getExecution().getWorkflowId()).toList();
  }
}

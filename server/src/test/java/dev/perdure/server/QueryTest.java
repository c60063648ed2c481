package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QueryTest {
  private final PerdureServer server = PerdureServer.inMemory();
  private final RawClient client = new RawClient(server.channel());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_query_to_an_idle_workflow_is_a_task_of_its_own() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var asked = ask(query("w", "state"));

    var task = client.pollWorkflowTask();
    assertThat(task.getQuery().getQueryType()).isEqualTo("state");
    assertThat(task.getStartedEventId()).isZero();
    assertThat(task.getHistory().getEventsCount()).isEqualTo(4);
    answer(task.getTaskToken(), "fine");

    assertThat(asked.get(10, TimeUnit.SECONDS).getQueryResult())
        .isEqualTo(RawClient.payloads("fine"));
    assertThat(client.history("w")).hasSize(4);
  }

  @Test
  void a_query_to_a_closed_workflow_is_answered() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    var asked = ask(query("w", "state"));

    answer(client.pollWorkflowTask().getTaskToken(), "closed");

    assertThat(asked.get(10, TimeUnit.SECONDS).getQueryResult())
        .isEqualTo(RawClient.payloads("closed"));
  }

  @Test
  void a_query_to_a_run_that_the_workflow_id_has_left_behind_is_answered() throws Exception {
    var run = client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    for (int i = 0; i < 3; i++) {
      client.start("w");
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    }
    var asked =
        ask(
            query("w", "state").toBuilder()
                .setExecution(RawClient.execution("w").toBuilder().setRunId(run))
                .build());

    var task = client.pollWorkflowTask();
    assertThat(task.getWorkflowExecution().getRunId()).isEqualTo(run);
    answer(task.getTaskToken(), "old");

    assertThat(asked.get(10, TimeUnit.SECONDS).getQueryResult())
        .isEqualTo(RawClient.payloads("old"));
  }

  @Test
  void a_query_rides_on_the_workflow_task_that_comes_next() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    client.signal("w", "s");
    var asked = ask(query("w", "state"));

    var task = client.pollWorkflowTask();
    var queryId = task.getQueriesMap().keySet().iterator().next();
    var _ =
        client
            .stub()
            .respondWorkflowTaskCompleted(
                RespondWorkflowTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(task.getTaskToken())
                    .putQueryResults(
                        queryId,
                        WorkflowQueryResult.newBuilder()
                            .setResultType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                            .setAnswer(RawClient.payloads("attached"))
                            .build())
                    .build());

    assertThat(asked.get(10, TimeUnit.SECONDS).getQueryResult())
        .isEqualTo(RawClient.payloads("attached"));
  }

  @Test
  void a_query_that_fails_brings_the_worker_s_words() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var asked = ask(query("w", "unknown"));

    var _ =
        client
            .stub()
            .respondQueryTaskCompleted(
                RespondQueryTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(client.pollWorkflowTask().getTaskToken())
                    .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
                    .setErrorMessage("no such query")
                    .build());

    var failure =
        catchThrowableOfType(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS));
    var status = Status.fromThrowable(failure);
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo("no such query");
  }

  @Test
  void a_query_may_refuse_a_closed_workflow() {
    client.start("w");
    client.terminate("w");

    var response =
        client
            .stub()
            .queryWorkflow(
                query("w", "state").toBuilder()
                    .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
                    .build());

    assertThat(response.getQueryRejected().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
  }

  @Test
  void a_query_that_no_worker_takes_says_so() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());

    var late =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                client
                    .stub()
                    .withDeadlineAfter(3, TimeUnit.SECONDS)
                    .queryWorkflow(query("w", "state")));

    // The queue was polled a moment ago, so the worker may just be slow.
    assertThat(late.getStatus().getDescription())
        .isEqualTo("query timed out before a worker could process it");
  }

  @Test
  void a_query_whose_caller_has_given_up_is_offered_to_nobody() {
    var run = client.start("w");
    for (int i = 0; i < 4; i++) {
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
      client.start("w");
    }
    var old =
        query("w", "state").toBuilder()
            .setExecution(RawClient.execution("w").toBuilder().setRunId(run))
            .build();
    var _ =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> client.stub().withDeadlineAfter(700, TimeUnit.MILLISECONDS).queryWorkflow(old));

    var task = client.pollWorkflowTask();

    assertThat(task.hasQuery()).isFalse();
    assertThat(task.getStartedEventId()).isPositive();
  }

  @Test
  void an_answer_that_comes_too_late_is_told_so() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var asked = ask(query("w", "state"));
    var token = client.pollWorkflowTask().getTaskToken();
    answer(token, "in time");
    asked.get(10, TimeUnit.SECONDS);

    var late = catchThrowableOfType(StatusRuntimeException.class, () -> answer(token, "too late"));

    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  /// Asks without waiting for the answer. A call in the process is served by the thread that makes
  /// it: the query is attached or offered when this returns.
  private Future<QueryWorkflowResponse> ask(QueryWorkflowRequest request) {
    return WorkflowServiceGrpc.newFutureStub(server.channel())
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .queryWorkflow(request);
  }

  private void answer(ByteString token, String text) {
    var _ =
        client
            .stub()
            .respondQueryTaskCompleted(
                RespondQueryTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(token)
                    .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                    .setQueryResult(RawClient.payloads(text))
                    .build());
  }
}

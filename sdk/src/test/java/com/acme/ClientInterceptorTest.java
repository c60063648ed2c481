package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Payments;
import dev.perdure.client.ActivityHandle;
import dev.perdure.client.Client;
import dev.perdure.client.ClientInterceptor;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.ClientOutboundCalls;
import dev.perdure.client.StartActivityOptions;
import dev.perdure.client.WorkflowExecutionDescription;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowHistory;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.converter.DataConverter;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.PollActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.StartActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientInterceptorTest {
  private static final WorkflowOptions OPTIONS = WorkflowOptions.of("order-42", "orders");
  private static final Payload ADA = DataConverter.defaults().encode("ada");

  private final List<String> log = new ArrayList<>();
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Writes down what passes, and adds a header where there are any.
  private record Logging(String name, List<String> log, ClientOutboundCalls next)
      implements ClientOutboundCalls {
    private void log(String call) {
      log.add(name + " " + call);
    }

    @Override
    public WorkflowHandle<?, ?> startWorkflow(StartWorkflowInput input) {
      log("start " + input.workflowType() + " " + input.arguments());
      WorkflowHandle<?, ?> handle = next.startWorkflow(input.withHeader(name, ADA));
      log("started " + handle.resultRunId());
      return handle;
    }

    @Override
    public void signalWorkflow(SignalWorkflowInput input) {
      log("signal " + input.signal() + " " + input.arguments());
      next.signalWorkflow(input.withHeader(name, ADA));
    }

    @Override
    public @Nullable Object queryWorkflow(QueryWorkflowInput input) {
      log("query " + input.query() + " " + input.arguments());
      return next.queryWorkflow(input.withHeader(name, ADA));
    }

    @Override
    public void cancelWorkflow(CancelWorkflowInput input) {
      log("cancel " + input.reason());
      next.cancelWorkflow(input);
    }

    @Override
    public void terminateWorkflow(TerminateWorkflowInput input) {
      log("terminate " + input.reason() + " " + input.details());
      next.terminateWorkflow(input);
    }

    @Override
    public WorkflowExecutionDescription describeWorkflow(DescribeWorkflowInput input) {
      log("describe " + input.workflowId());
      return next.describeWorkflow(input);
    }

    @Override
    public ActivityHandle<?> startActivity(StartActivityInput input) {
      log("start " + input.activityType() + " " + input.arguments());
      ActivityHandle<?> handle = next.startActivity(input.withHeader(name, ADA));
      log("started " + handle.runId());
      return handle;
    }

    @Override
    public @Nullable Object getActivityResult(GetActivityResultInput input) {
      log("wait for " + input.activityId());
      return next.getActivityResult(input);
    }

    @Override
    public WorkflowHistory fetchWorkflowHistory(FetchWorkflowHistoryInput input) {
      log("history " + input.workflowId());
      return next.fetchWorkflowHistory(input);
    }
  }

  private Client client(ClientInterceptor... interceptors) {
    return Client.connect(server.channel, ClientOptions.defaults().withInterceptors(interceptors));
  }

  private Client logged() {
    return client(next -> new Logging("outer", log, next), next -> new Logging("inner", log, next));
  }

  private WorkflowHandle<OrderWorkflow, String> order() {
    return logged().getWorkflowHandle(OrderWorkflow::run, "order-42");
  }

  @Test
  void the_first_interceptor_is_the_outermost() {
    server.answer(
        "StartWorkflowExecution",
        StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());

    logged().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS);

    assertThat(log)
        .containsExactly(
            "outer start OrderWorkflow [Item[name=pen]]",
            "inner start OrderWorkflow [Item[name=pen]]",
            "inner started run-1",
            "outer started run-1");
    assertThat(server.request(StartWorkflowExecutionRequest.class).getHeader().getFieldsMap())
        .isEqualTo(Map.of("outer", ADA, "inner", ADA));
  }

  @Test
  void a_start_with_a_signal_takes_the_headers_too() {
    server.answer(
        "SignalWithStartWorkflowExecution",
        SignalWithStartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());

    logged()
        .startWorkflow(
            OrderWorkflow::run,
            new Item("pen"),
            OPTIONS.withStartSignal(OrderWorkflow::approve, "bob"));

    var sent = server.request(SignalWithStartWorkflowExecutionRequest.class);
    assertThat(sent.getHeader().getFieldsMap()).isEqualTo(Map.of("outer", ADA, "inner", ADA));
  }

  @Test
  void signals_and_queries_take_headers() {
    server.answer("SignalWorkflowExecution", SignalWorkflowExecutionResponse.getDefaultInstance());
    server.answer(
        "QueryWorkflow",
        QueryWorkflowResponse.newBuilder()
            .setQueryResult(DataConverter.defaults().encodeAll("fine"))
            .build());
    WorkflowHandle<OrderWorkflow, String> order = order();

    order.signal(OrderWorkflow::approve, "bob");
    String status = order.query(OrderWorkflow::status);

    assertThat(status).isEqualTo("fine");
    assertThat(log)
        .containsExactly(
            "outer signal approve [bob]",
            "inner signal approve [bob]",
            "outer query status []",
            "inner query status []");
    assertThat(server.request(SignalWorkflowExecutionRequest.class).getHeader().getFieldsMap())
        .isEqualTo(Map.of("outer", ADA, "inner", ADA));
    assertThat(server.request(QueryWorkflowRequest.class).getQuery().getHeader().getFieldsMap())
        .isEqualTo(Map.of("outer", ADA, "inner", ADA));
  }

  @Test
  void every_verb_of_a_handle_is_intercepted() {
    server.answer(
        "RequestCancelWorkflowExecution",
        RequestCancelWorkflowExecutionResponse.getDefaultInstance());
    server.answer(
        "TerminateWorkflowExecution", TerminateWorkflowExecutionResponse.getDefaultInstance());
    server.answer(
        "DescribeWorkflowExecution", DescribeWorkflowExecutionResponse.getDefaultInstance());
    server.answer(
        "GetWorkflowExecutionHistory", GetWorkflowExecutionHistoryResponse.getDefaultInstance());
    WorkflowHandle<OrderWorkflow, String> order = order();

    order.cancel("enough");
    order.terminate("really", 1);
    var _ = order.describe();
    var _ = order.fetchHistory();

    assertThat(log)
        .filteredOn(line -> line.startsWith("inner"))
        .containsExactly(
            "inner cancel enough",
            "inner terminate really [1]",
            "inner describe order-42",
            "inner history order-42");
  }

  @Test
  void an_interceptor_may_change_what_is_sent_and_what_comes_back() {
    server.answer(
        "QueryWorkflow",
        QueryWorkflowResponse.newBuilder()
            .setQueryResult(DataConverter.defaults().encodeAll("fine"))
            .build());
    record Changing(ClientOutboundCalls next) implements ClientOutboundCalls {
      @Override
      public Object queryWorkflow(QueryWorkflowInput input) {
        return next.queryWorkflow(input.withArguments(List.of("changed"))) + "!";
      }
    }

    String answer =
        client(Changing::new)
            .getWorkflowHandle(OrderWorkflow::run, "order-42")
            .query(OrderWorkflow::status);

    assertThat(answer).isEqualTo("fine!");
    assertThat(server.request(QueryWorkflowRequest.class).getQuery().getQueryArgs())
        .isEqualTo(DataConverter.defaults().encodeAll("changed"));
  }

  @Test
  void an_interceptor_may_refuse_a_call() {
    record Refusing(ClientOutboundCalls next) implements ClientOutboundCalls {
      @Override
      public void terminateWorkflow(TerminateWorkflowInput input) {
        throw new UnsupportedOperationException("not here");
      }
    }
    WorkflowHandle<OrderWorkflow, String> order =
        client(Refusing::new).getWorkflowHandle(OrderWorkflow::run, "order-42");

    assertThatThrownBy(() -> order.terminate("no"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("not here");
  }

  @Test
  void who_waits_for_a_result_can_get_another_one() {
    record Replacing(ClientOutboundCalls next) implements ClientOutboundCalls {
      @Override
      public @Nullable Object getWorkflowResult(GetWorkflowResultInput input) {
        return "%s of %s, following %s"
            .formatted(input.resultType(), input.workflowId(), input.followRuns());
      }

      @Override
      public CompletableFuture<@Nullable Object> getWorkflowResultAsync(
          GetWorkflowResultInput input) {
        return CompletableFuture.completedFuture(getWorkflowResult(input));
      }
    }
    WorkflowHandle<OrderWorkflow, String> order =
        client(Replacing::new).getWorkflowHandle(OrderWorkflow::run, "order-42");

    assertThat(order.result())
        .isEqualTo("class java.lang.String of order-42, following true")
        .isEqualTo(order.resultAsync().join());
    assertThat(order.resultOfRun()).endsWith("following false");
  }

  /// A call that the end of the chain forgets would run in circles.
  @ParameterizedTest
  @CsvSource({
    "dev.perdure.client.ClientOutboundCalls, dev.perdure.client.WorkflowCalls",
    "dev.perdure.worker.WorkflowInboundCalls, dev.perdure.internal.workflow.RunInbound",
    "dev.perdure.worker.WorkflowOutboundCalls, dev.perdure.internal.workflow.RunOutbound",
    "dev.perdure.worker.ActivityInboundCalls,"
        + " dev.perdure.internal.worker.ActivityAttempt$Inbound",
    "dev.perdure.worker.ActivityOutboundCalls,"
        + " dev.perdure.internal.worker.ActivityAttempt$Outbound",
  })
  void the_end_of_each_chain_has_every_call(Class<?> calls, Class<?> end) {
    List<String> inherited =
        Arrays.stream(calls.getMethods())
            .filter(method -> method.isDefault())
            .filter(
                method -> {
                  try {
                    return end.getMethod(method.getName(), method.getParameterTypes()).isDefault();
                  } catch (NoSuchMethodException e) {
                    return true;
                  }
                })
            .map(method -> method.getName())
            .toList();

    assertThat(inherited).isEmpty();
  }

  @Test
  void standalone_activities_pass_the_chain_with_headers() {
    server.answer(
        "StartActivityExecution",
        StartActivityExecutionResponse.newBuilder().setRunId("run-1").build());
    var outcome = PollActivityExecutionResponse.newBuilder();
    outcome.getOutcomeBuilder().setResult(DataConverter.defaults().encodeAll("receipt"));
    server.answer("PollActivityExecution", outcome.build());

    String receipt =
        logged()
            .executeActivity(
                Payments::charge,
                "42",
                1999,
                StartActivityOptions.startToClose("charge-42", "payments", Duration.ofSeconds(1)));

    assertThat(receipt).isEqualTo("receipt");
    assertThat(log)
        .containsExactly(
            "outer start charge [42, 1999]",
            "inner start charge [42, 1999]",
            "inner started run-1",
            "outer started run-1",
            "outer wait for charge-42",
            "inner wait for charge-42");
    assertThat(server.request(StartActivityExecutionRequest.class).getHeader().getFieldsMap())
        .isEqualTo(Map.of("outer", ADA, "inner", ADA));
  }
}

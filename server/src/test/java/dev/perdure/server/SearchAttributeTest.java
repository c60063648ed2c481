package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.GetSearchAttributesRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The registry of search attributes, and what is checked by it.
class SearchAttributeTest {
  @Test
  void registered_attributes_outlast_a_restart(@TempDir Path folder) {
    var file = folder.resolve("p.db");
    try (var server = PerdureServer.open(file)) {
      add(operator(server), "Color", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
      add(operator(server), "Size", IndexedValueType.INDEXED_VALUE_TYPE_INT);
      var _ =
          operator(server)
              .removeSearchAttributes(
                  RemoveSearchAttributesRequest.newBuilder()
                      .setNamespace("default")
                      .addSearchAttributes("Size")
                      .addSearchAttributes("NeverThere")
                      .build());
    }

    try (var server = PerdureServer.open(file)) {
      assertThat(custom(operator(server)))
          .isEqualTo(Map.of("Color", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    }
  }

  @Test
  void those_named_at_the_start_and_those_added_are_listed_alike() {
    var options = ServerOptions.defaults().withSearchAttributes(Map.of("Color", "Keyword"));
    try (var server = PerdureServer.inMemory(options)) {
      add(operator(server), "Color", IndexedValueType.INDEXED_VALUE_TYPE_INT); // stays as it is
      add(operator(server), "When", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME);

      assertThat(custom(operator(server)))
          .isEqualTo(
              Map.of(
                  "Color",
                  IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
                  "When",
                  IndexedValueType.INDEXED_VALUE_TYPE_DATETIME));
      assertThat(
              new RawClient(server.channel())
                  .stub()
                  .getSearchAttributes(GetSearchAttributesRequest.getDefaultInstance())
                  .getKeysMap())
          .containsKeys("Color", "When", "WorkflowId", "BuildIds");
    }
  }

  @Test
  void what_cannot_be_registered_is_refused_before_the_start() {
    var options = ServerOptions.defaults();

    assertThatThrownBy(() -> options.withSearchAttributes(Map.of("Color", "keyword")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The search attribute Color cannot have the type \"keyword\": there are Text, Keyword,"
                + " Int, Double, Bool, Datetime, KeywordList.");
    assertThatThrownBy(() -> options.withSearchAttributes(Map.of("WorkflowId", "Keyword")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"WorkflowId\"");
  }

  @Test
  void what_belongs_to_the_system_is_left_alone() {
    try (var server = PerdureServer.inMemory()) {
      var operator = operator(server);

      assertThatThrownBy(
              () -> add(operator, "WorkflowId", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD))
          .hasMessage("INVALID_ARGUMENT: Search attribute WorkflowId is reserved by system.");
      assertThatThrownBy(
              () -> add(operator, "Color", IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED))
          .hasMessage("INVALID_ARGUMENT: Unknown search attribute type: Unspecified.");
      assertThatThrownBy(
              () ->
                  operator.addSearchAttributes(
                      AddSearchAttributesRequest.newBuilder().setNamespace("default").build()))
          .hasMessage("INVALID_ARGUMENT: SearchAttributes are not set on request.");
      assertThatThrownBy(
              () ->
                  operator.removeSearchAttributes(
                      RemoveSearchAttributesRequest.newBuilder()
                          .setNamespace("default")
                          .addSearchAttributes("BuildIds")
                          .build()))
          .hasMessage("INVALID_ARGUMENT: Unable to remove non-custom search attributes: BuildIds.");
    }
  }

  @Test
  void starts_are_checked_by_name_type_and_size() {
    try (var server =
        PerdureServer.inMemory(
            ServerOptions.defaults().withSearchAttributes(Map.of("Size", "Int")))) {
      var client = new RawClient(server.channel());

      assertRefused(
          client,
          Map.of("Nope", "1"),
          "Namespace default has no mapping defined for search attribute Nope");
      assertRefused(
          client,
          Map.of("Size", "\"big\""),
          "invalid value for search attribute Size of type Int: big");
      assertRefused(
          client, Map.of("RunId", "\"x\""), "RunId attribute can't be set in SearchAttributes");
      assertRefused(
          client,
          Map.of("BatcherUser", "\"" + "x".repeat(2047) + "\""),
          "search attribute BatcherUser value size 2049 exceeds size limit 2048");
      var _ =
          client
              .stub()
              .startWorkflowExecution(
                  RawClient.startRequest("w")
                      .setSearchAttributes(attributes(Map.of("Size", "[7]")))
                      .build());
    }
  }

  @Test
  void a_start_has_bounds_on_all_of_its_attributes_together() {
    Map<String, String> types =
        IntStream.rangeClosed(0, 100)
            .boxed()
            .collect(Collectors.toMap(i -> "Key" + i, _ -> "Keyword"));
    try (var server =
        PerdureServer.inMemory(ServerOptions.defaults().withSearchAttributes(types))) {
      var client = new RawClient(server.channel());

      assertRefused(client, values(101, 1), "number of search attributes 101 exceeds limit 100");
      assertThatThrownBy(() -> start(client, values(21, 2_000)))
          .hasMessageStartingWith("INVALID_ARGUMENT: total size of search attributes ")
          .hasMessageEndingWith(" exceeds size limit 40960");
      start(client, values(100, 100));
    }
  }

  private static Map<String, String> values(int count, int length) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "Key" + i, _ -> '"' + "x".repeat(length) + '"'));
  }

  private static void start(RawClient client, Map<String, String> values) {
    var _ =
        client
            .stub()
            .startWorkflowExecution(
                RawClient.startRequest("w").setSearchAttributes(attributes(values)).build());
  }

  @Test
  void an_upsert_of_an_unknown_attribute_fails_the_task() {
    try (var server = PerdureServer.inMemory()) {
      var client = new RawClient(server.channel());
      client.start("w");
      var task = client.pollWorkflowTask();

      assertThatThrownBy(() -> client.complete(task.getTaskToken(), upsert("Nope", "1")))
          .hasMessage(
              "INVALID_ARGUMENT: BadSearchAttributes: Namespace default has no mapping defined for"
                  + " search attribute Nope");
      assertThat(client.history("w"))
          .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);

      add(operator(server), "Nope", IndexedValueType.INDEXED_VALUE_TYPE_INT);
      client.complete(client.pollWorkflowTask().getTaskToken(), upsert("Nope", "1"));
      assertThat(client.history("w").getLast().getEventType())
          .isEqualTo(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    }
  }

  private static void assertRefused(RawClient client, Map<String, String> values, String text) {
    assertThatThrownBy(() -> start(client, values)).hasMessage("INVALID_ARGUMENT: " + text);
  }

  private static Command upsert(String name, String json) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
        .setUpsertWorkflowSearchAttributesCommandAttributes(
            UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                .setSearchAttributes(attributes(Map.of(name, json))))
        .build();
  }

  private static SearchAttributes attributes(Map<String, String> values) {
    var attributes = SearchAttributes.newBuilder();
    values.forEach(
        (name, json) ->
            attributes.putIndexedFields(
                name,
                Payload.newBuilder()
                    .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                    .setData(ByteString.copyFromUtf8(json))
                    .build()));
    return attributes.build();
  }

  private static OperatorServiceBlockingStub operator(PerdureServer server) {
    return OperatorServiceGrpc.newBlockingStub(server.channel());
  }

  private static void add(
      OperatorServiceBlockingStub operator, String name, IndexedValueType type) {
    var _ =
        operator.addSearchAttributes(
            AddSearchAttributesRequest.newBuilder()
                .setNamespace("default")
                .putSearchAttributes(name, type)
                .build());
  }

  private static Map<String, IndexedValueType> custom(OperatorServiceBlockingStub operator) {
    return operator
        .listSearchAttributes(
            ListSearchAttributesRequest.newBuilder().setNamespace("default").build())
        .getCustomAttributesMap();
  }
}

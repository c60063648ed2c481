package dev.perdure.verification.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.common.TypeRef;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.verification.peer.ServerUnderTest;
import dev.perdure.worker.Worker;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One workflow whose activities and children live in workers of another SDK: values, failures of
/// all kinds with their causes, headers, memo and search attributes cross without loss, in both
/// directions.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class InteropSuite extends ServerSuite {
  private static final String REFUSAL = "Refusal (no) 42 final < Deep (deep down)";

  private static final List<String> STORY =
      List.of(
          "greet: Hello, Ada! trace=t-1",
          "echo: " + Item.PEN.inWords(),
          "refuse: Activity < " + REFUSAL,
          "hang: Activity < Timeout START_TO_CLOSE",
          "stall: Activity < Timeout HEARTBEAT 7",
          "returns: who=ada city=Bern trace=t-1",
          "refuses: Child < " + REFUSAL,
          "delegates: Child < Activity < " + REFUSAL,
          "times out: Child < Timeout START_TO_CLOSE",
          "is signalled: got news trace=t-1",
          "is cancelled: Child < Cancelled",
          "is terminated: Child < Terminated");

  private final String ours = "ours-" + UUID.randomUUID();
  private final String theirs = "theirs-" + UUID.randomUUID();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Client client;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Worker ourWorker;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private AutoCloseable theirWorker;

  /// Starts a worker of the other SDK; closing what is returned stops it.
  abstract AutoCloseable startTheirs(String address, String queue) throws Exception;

  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @BeforeAll
  void open() throws Exception {
    registerCity(server().address());
    client = Client.connect(server().address());
    ourWorker = OurSide.start(client, ours);
    theirWorker = startTheirs(server().address(), theirs);
  }

  private static void registerCity(String address) {
    var channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    try {
      OperatorServiceGrpc.newBlockingStub(channel)
          .addSearchAttributes(
              AddSearchAttributesRequest.newBuilder()
                  .setNamespace("default")
                  .putSearchAttributes("City", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                  .build());
    } finally {
      channel.shutdownNow();
    }
  }

  @AfterAll
  void close() throws Exception {
    OurSide.replay(client, ours);
    theirWorker.close();
    ourWorker.close();
    client.close();
  }

  @Test
  void our_parent_uses_their_activities_and_children() throws InterruptedException {
    assertThat(story(ours, theirs)).isEqualTo(STORY);
  }

  @Test
  void their_parent_uses_our_activities_and_children() throws InterruptedException {
    assertThat(story(theirs, ours)).isEqualTo(STORY);
  }

  @Test
  void our_parent_tells_the_same_of_our_own() throws InterruptedException {
    assertThat(story(ours, ours)).isEqualTo(STORY);
  }

  private List<String> story(String parentQueue, String otherQueue) throws InterruptedException {
    String id = "parent-" + UUID.randomUUID();
    var parent =
        client.startWorkflow(
            "Parent",
            new TypeRef<List<String>>() {},
            WorkflowOptions.of(id, parentQueue),
            otherQueue,
            parentQueue);
    terminate(id + "-doomed");
    List<String> story = parent.result();
    return story == null ? List.of() : story;
  }

  /// Terminates a workflow as soon as it is there.
  private void terminate(String workflowId) throws InterruptedException {
    while (true) {
      try {
        client.getWorkflowHandle(workflowId).terminate("enough");
        return;
      } catch (WorkflowNotFoundException e) {
        Thread.sleep(20);
      }
    }
  }
}

package dev.perdure.verification.coding;

import static dev.perdure.verification.coding.CodedWorkflows.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.DefaultFailureConverter;
import dev.perdure.converter.ExternalStorage;
import dev.perdure.converter.FileStorageDriver;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.verification.coding.CodedWorkflows.Betrayed;
import dev.perdure.verification.coding.CodedWorkflows.Keeper;
import dev.perdure.verification.coding.CodedWorkflows.Measured;
import dev.perdure.verification.coding.CodedWorkflows.Secrets;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.worker.Replayer;
import dev.perdure.worker.Worker;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.payload.codec.ZlibPayloadCodec;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What passes through codecs and storages between a client, a worker and a server over TCP.
abstract class CodedSuite extends ServerSuite {
  private static final PayloadCodec ENCRYPTING =
      new EncryptingCodec("k1", Map.of("k1", new SecretKeySpec(new byte[32], "AES")));
  private static final DataConverter SECRET_CONVERTER =
      DataConverter.defaults()
          .withCodec(PayloadCodec.chain(new CompressingCodec(), ENCRYPTING))
          .withFailureConverter(DefaultFailureConverter.encodingAttributes());

  private final String taskQueue = "queue-" + UUID.randomUUID();

  /// Workers without a cache read every history again.
  int cachedWorkflows() {
    return 1000;
  }

  /// Whether the server gives the first task with the answer to a start.
  boolean startsEagerly() {
    return true;
  }

  private Client client(DataConverter converter) {
    return Client.connect(
        server().address(),
        ClientOptions.defaults().withDataConverter(converter).withIdentity("test"));
  }

  private Worker worker(Client client) {
    return Worker.builder(client, taskQueue)
        .workflows(Keeper.class, Betrayed.class, Measured.class)
        .activities(new Secrets())
        .maxCachedWorkflows(cachedWorkflows())
        .start();
  }

  private WorkflowOptions options() {
    return WorkflowOptions.of("workflow-" + UUID.randomUUID(), taskQueue)
        .withMemo(Map.of("who", SECRET + " ada"))
        .withStaticSummary(SECRET + " static");
  }

  private static void assertReplays(
      DataConverter converter, WorkflowHandle<?, ?> handle, String runId) {
    Replayer.builder()
        .workflows(Keeper.class, Betrayed.class, Measured.class)
        .dataConverter(converter)
        .build()
        .replayWorkflow(handle.withRunId(runId).fetchHistory());
  }

  /// The history as the server has it; payloads are searched as bytes.
  private static void assertNothingInClear(WorkflowHandle<?, ?> handle, String runId) {
    for (HistoryEvent event : handle.withRunId(runId).fetchHistory().events()) {
      assertThat(event.toByteString().toString(StandardCharsets.ISO_8859_1))
          .as("%s", event)
          .doesNotContain(SECRET);
    }
  }

  @Test
  void no_value_reaches_the_server_in_clear() {
    try (var client = client(SECRET_CONVERTER);
        var _ = worker(client)) {
      WorkflowHandle<Keeper, String> keeper =
          client.startWorkflow(Keeper::run, SECRET, 1, options());
      String firstRun = Objects.requireNonNull(keeper.resultRunId());

      assertThat(keeper.query(Keeper::repeat, SECRET + "? ")).isEqualTo("s3cret? []");
      assertThat(keeper.describe().memoValue("who", String.class)).isEqualTo("s3cret ada");
      keeper.signal(Keeper::tell, SECRET + " signal ");
      assertThat(keeper.result()).isEqualTo("s3crets3cret signal s3cret beats3cret beat");

      assertNothingInClear(keeper, firstRun);
      assertNothingInClear(keeper, keeper.describe().runId());
      assertReplays(SECRET_CONVERTER, keeper, firstRun);
      assertReplays(SECRET_CONVERTER, keeper, keeper.describe().runId());
    }
  }

  @Test
  void a_first_task_that_comes_with_the_start_is_decoded_too() {
    try (var client = client(SECRET_CONVERTER);
        var _ = worker(client)) {
      WorkflowHandle<Keeper, String> keeper =
          client.startWorkflow(Keeper::run, SECRET, 0, options().withRequestEagerStart(true));

      assertThat(keeper.result()).isEqualTo("s3crets3cret beat");
      var started = keeper.fetchHistory().events().getFirst();
      assertThat(started.getWorkflowExecutionStartedEventAttributes().getEagerExecutionAccepted())
          .isEqualTo(startsEagerly());
      assertNothingInClear(keeper, Objects.requireNonNull(keeper.resultRunId()));
    }
  }

  @Test
  void failures_keep_what_they_say_and_show_nothing_of_it() {
    try (var client = client(SECRET_CONVERTER);
        var _ = worker(client)) {
      WorkflowHandle<Betrayed, @Nullable Void> betrayed =
          client.startWorkflow(Betrayed::run, options());

      assertThatThrownBy(betrayed::result)
          .isInstanceOf(WorkflowFailedException.class)
          .rootCause()
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              failure -> {
                assertThat(failure).hasMessage("s3cret betrayed");
                assertThat(failure.type()).isEqualTo("Betrayal");
                assertThat(failure.details().get(0, String.class)).isEqualTo(SECRET);
              });
      String runId = Objects.requireNonNull(betrayed.resultRunId());
      assertNothingInClear(betrayed, runId);
      assertReplays(SECRET_CONVERTER, betrayed, runId);
    }
  }

  @Test
  void large_payloads_are_kept_outside_of_the_history(@TempDir Path directory) {
    DataConverter storing =
        SECRET_CONVERTER.withExternalStorage(
            ExternalStorage.of(new FileStorageDriver(directory)).withThreshold(10_000));
    String text = random(20_000);
    try (var client = client(storing);
        var _ = worker(client)) {
      WorkflowHandle<Measured, Integer> measured =
          client.startWorkflow(Measured::run, text, options());

      assertThat(measured.result()).isEqualTo(text.length() + "s3cret beat".length());
      assertThat(measured.fetchHistory().events())
          .allSatisfy(event -> assertThat(event.getSerializedSize()).isLessThan(2_000));
      assertReplays(storing, measured, Objects.requireNonNull(measured.resultRunId()));
    }
  }

  private static String random(int length) {
    return new Random(7)
        .ints('!', '~')
        .limit(length)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void a_worker_without_the_key_says_so_and_the_workflow_goes_on_when_one_comes_that_has_it()
      throws Exception {
    PayloadCodec foreign =
        new EncryptingCodec("k2", Map.of("k2", new SecretKeySpec(new byte[16], "AES")));
    try (var client = client(SECRET_CONVERTER);
        var stranger = client(DataConverter.defaults().withCodec(foreign))) {
      WorkflowHandle<Measured, Integer> measured;
      try (var _ = worker(stranger)) {
        measured = client.startWorkflow(Measured::run, "text", options());
        HistoryEvent failed = awaitTaskFailure(measured);
        assertThat(failed.getWorkflowTaskFailedEventAttributes().getFailure().getMessage())
            .contains("The payload codec cannot decode")
            .contains("There is no key \"k1\"");
      }
      try (var _ = worker(client)) {
        assertThat(measured.result()).isEqualTo("text".length() + "s3cret beat".length());
      }
      assertReplays(SECRET_CONVERTER, measured, Objects.requireNonNull(measured.resultRunId()));
    }
  }

  private static HistoryEvent awaitTaskFailure(WorkflowHandle<?, ?> handle) throws Exception {
    while (true) {
      for (HistoryEvent event : handle.fetchHistory().events()) {
        if (event.hasWorkflowTaskFailedEventAttributes()) {
          return event;
        }
      }
      Thread.sleep(50);
    }
  }

  @Test
  void the_official_sdk_reads_and_writes_the_same_compressed_payloads() {
    DataConverter compressing = DataConverter.defaults().withCodec(new CompressingCodec());
    var service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server().address()).build(),
            Duration.ofSeconds(30));
    try (var client = client(compressing);
        var _ = worker(client)) {
      WorkflowStub stub =
          WorkflowClient.newInstance(
                  service,
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(
                          new CodecDataConverter(
                              DefaultDataConverter.newDefaultInstance(),
                              List.of(new ZlibPayloadCodec())))
                      .build())
              .newUntypedWorkflowStub(
                  "Keeper",
                  io.temporal.client.WorkflowOptions.newBuilder()
                      .setWorkflowId("workflow-" + UUID.randomUUID())
                      .setTaskQueue(taskQueue)
                      .build());

      stub.start("a".repeat(1000), 0);

      assertThat(stub.getResult(String.class)).isEqualTo("a".repeat(1000) + "s3cret beat");
    } finally {
      service.shutdownNow();
    }
  }
}

package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.ExternalStorage;
import dev.perdure.converter.FileStorageDriver;
import dev.perdure.converter.SerializationContext;
import dev.perdure.converter.StorageClaim;
import dev.perdure.converter.StorageDriver;
import dev.perdure.converter.WorkflowSerializationContext;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalStorageTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();
  private static final Payload SMALL = CONVERTER.encode("small");
  private static final Payload LARGE = CONVERTER.encode("x".repeat(1000));
  private static final SerializationContext TARGET =
      new WorkflowSerializationContext("default", "order-42");

  /// Keeps payloads in memory.
  private static final class InMemory implements StorageDriver {
    private final String name;
    private final Map<String, Payload> stored = new HashMap<>();
    private @Nullable SerializationContext target;

    InMemory(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<StorageClaim> store(
        @Nullable SerializationContext storedFor, List<Payload> payloads) {
      target = storedFor;
      return payloads.stream()
          .map(
              payload -> {
                String key = "k" + stored.size();
                stored.put(key, payload);
                return new StorageClaim(Map.of("key", key));
              })
          .toList();
    }

    @Override
    public List<Payload> retrieve(List<StorageClaim> claims) {
      return claims.stream().map(claim -> stored.get(claim.data().get("key"))).toList();
    }
  }

  @Test
  void a_large_payload_is_replaced_by_a_reference_as_other_sdks_write_it() {
    var driver = new InMemory("mem");
    ExternalStorage storage = ExternalStorage.of(driver).withThreshold(500);

    List<Payload> sent = storage.store(TARGET, List.of(SMALL, LARGE));

    assertThat(sent.getFirst()).isEqualTo(SMALL);
    Payload reference = sent.getLast();
    assertThat(reference.getMetadataOrThrow("encoding").toStringUtf8()).isEqualTo("json/protobuf");
    assertThat(reference.getMetadataOrThrow("messageType").toStringUtf8())
        .isEqualTo("temporal.api.sdk.v1.ExternalStorageReference");
    assertThat(reference.getData().toStringUtf8())
        .isEqualTo("{\"driverName\":\"mem\",\"claimData\":{\"key\":\"k0\"}}");
    assertThat(reference.getExternalPayloads(0).getSizeBytes())
        .isEqualTo(LARGE.getSerializedSize());
    assertThat(driver.target).isEqualTo(TARGET);
    assertThat(storage.retrieve(sent)).containsExactly(SMALL, LARGE);
  }

  @Test
  void payloads_below_256_kib_stay_where_they_are() {
    ExternalStorage storage = ExternalStorage.of(new InMemory("mem"));
    Payload below = CONVERTER.encode(new byte[ExternalStorage.DEFAULT_THRESHOLD - 100]);
    Payload above = CONVERTER.encode(new byte[ExternalStorage.DEFAULT_THRESHOLD]);

    List<Payload> sent = storage.store(null, List.of(below, above));

    assertThat(sent.getFirst()).isSameAs(below);
    assertThat(sent.getLast().getSerializedSize()).isLessThan(200);
  }

  @Test
  void of_several_drivers_one_is_chosen_for_each_payload() {
    var first = new InMemory("first");
    var second = new InMemory("second");
    ExternalStorage storage =
        ExternalStorage.of(
                List.of(first, second),
                (_, payload) ->
                    payload.equals(SMALL) ? null : payload.equals(LARGE) ? first : second)
            .withThreshold(0);
    Payload other = CONVERTER.encode("other");

    List<Payload> sent = storage.store(TARGET, List.of(SMALL, LARGE, other));

    assertThat(sent.getFirst()).isEqualTo(SMALL);
    assertThat(first.stored).containsValue(LARGE);
    assertThat(second.stored).containsValue(other);
    assertThat(storage.retrieve(sent)).containsExactly(SMALL, LARGE, other);
  }

  @Test
  void what_is_wrong_with_a_storage_is_said() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ExternalStorage.of(List.of(new InMemory("a"), new InMemory("a")), (_, _) -> null))
        .withMessage("Two storage drivers are named \"a\". Each needs a name of its own.");
    List<Payload> foreign =
        ExternalStorage.of(new InMemory("theirs")).withThreshold(0).store(null, List.of(LARGE));
    assertThatThrownBy(() -> ExternalStorage.of(new InMemory("mine")).retrieve(foreign))
        .isInstanceOf(DataConversionException.class)
        .hasMessage(
            "A payload was stored by the driver \"theirs\", and there is none of this name;"
                + " known: [mine].");
    assertThatThrownBy(() -> CONVERTER.decode(foreign.getFirst(), String.class))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("[TMPRL1105]")
        .hasMessageEndingWith("Use DataConverter.withExternalStorage.");
  }

  @Test
  void files_keep_payloads_by_their_content(@TempDir Path directory) throws Exception {
    var driver = new FileStorageDriver(directory);

    List<StorageClaim> claims = driver.store(TARGET, List.of(LARGE, SMALL));
    List<StorageClaim> again = driver.store(TARGET, List.of(LARGE));

    assertThat(again).containsExactly(claims.getFirst());
    assertThat(new FileStorageDriver(directory).retrieve(claims)).containsExactly(LARGE, SMALL);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void files_that_were_changed_or_are_missing_are_an_error(@TempDir Path directory)
      throws Exception {
    var driver = new FileStorageDriver(directory);
    List<StorageClaim> claims = driver.store(null, List.of(LARGE));
    String key = Objects.requireNonNull(claims.getFirst().data().get("sha256"));
    Path file = directory.resolve(key.substring(0, 2)).resolve(key);

    Files.writeString(file, "forged");
    assertThatThrownBy(() -> driver.retrieve(claims))
        .isInstanceOf(DataConversionException.class)
        .hasMessage("The stored payload %s was changed.", file);
    Files.delete(file);
    assertThatThrownBy(() -> driver.retrieve(claims))
        .isInstanceOf(DataConversionException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(
            () ->
                driver.retrieve(List.of(new StorageClaim(Map.of("sha256", "../../../etc/passwd")))))
        .isInstanceOf(DataConversionException.class)
        .hasMessage("The reference to a stored payload has no valid sha256.");
  }

  @Test
  void a_file_that_was_cut_short_is_written_again(@TempDir Path directory) throws Exception {
    var driver = new FileStorageDriver(directory);
    List<StorageClaim> claims = driver.store(null, List.of(LARGE));
    String key = Objects.requireNonNull(claims.getFirst().data().get("sha256"));
    Files.writeString(directory.resolve(key.substring(0, 2)).resolve(key), "");

    driver.store(null, List.of(LARGE));

    assertThat(driver.retrieve(claims)).containsExactly(LARGE);
  }

  @Test
  void who_may_read_files_of_this_process_may_read_payloads(@TempDir Path directory)
      throws Exception {
    Path ordinary = Files.createFile(directory.resolve("ordinary"));
    var driver = new FileStorageDriver(directory);

    String key =
        Objects.requireNonNull(driver.store(null, List.of(LARGE)).getFirst().data().get("sha256"));

    Path file = directory.resolve(key.substring(0, 2)).resolve(key);
    assertThat(readers(file)).isEqualTo(readers(ordinary));
  }

  /// Empty where the system has no such permissions.
  private static Set<PosixFilePermission> readers(Path file) throws IOException {
    var attributes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return attributes == null ? Set.of() : attributes.readAttributes().permissions();
  }
}

package dev.perdure.converter;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.sdk.v1.ExternalStorageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Keeps payloads from a size on outside of histories: a small reference travels in their place, as
/// the SDKs of other languages write it. Payloads are stored as the codec made them. Immutable.
public final class ExternalStorage {
  /// From how many bytes on a payload is stored unless [#withThreshold] says otherwise.
  public static final int DEFAULT_THRESHOLD = 256 * 1024;

  private static final String MESSAGE_TYPE = "messageType";
  private static final ByteString JSON_PROTOBUF = ByteString.copyFromUtf8("json/protobuf");
  private static final ByteString REFERENCE =
      ByteString.copyFromUtf8(ExternalStorageReference.getDescriptor().getFullName());
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final Map<String, StorageDriver> drivers;
  private final BiFunction<@Nullable SerializationContext, Payload, @Nullable StorageDriver> choice;
  private final int threshold;

  private ExternalStorage(
      Map<String, StorageDriver> drivers,
      BiFunction<@Nullable SerializationContext, Payload, @Nullable StorageDriver> choice,
      int threshold) {
    this.drivers = drivers;
    this.choice = choice;
    this.threshold = threshold;
  }

  /// A storage with one driver.
  public static ExternalStorage of(StorageDriver driver) {
    return new ExternalStorage(Map.of(driver.name(), driver), (_, _) -> driver, DEFAULT_THRESHOLD);
  }

  /// A storage with several drivers.
  ///
  /// @param choice the driver that stores a payload; null to leave it where it is
  /// @throws IllegalArgumentException when two drivers have the same name
  public static ExternalStorage of(
      List<? extends StorageDriver> drivers,
      BiFunction<@Nullable SerializationContext, Payload, @Nullable StorageDriver> choice) {
    Map<String, StorageDriver> byName = new HashMap<>();
    for (StorageDriver driver : drivers) {
      if (byName.put(driver.name(), driver) != null) {
        throw new IllegalArgumentException(
            "Two storage drivers are named \"%s\". Each needs a name of its own."
                .formatted(driver.name()));
      }
    }
    return new ExternalStorage(byName, choice, DEFAULT_THRESHOLD);
  }

  /// The same for payloads of this many bytes or more; 0 for all.
  public ExternalStorage withThreshold(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("The threshold must not be negative, but is " + bytes);
    }
    return new ExternalStorage(drivers, choice, bytes);
  }

  /// Whether a payload is a reference to one that was stored.
  static boolean isReference(Payload payload) {
    return payload.getMetadataOrDefault(MESSAGE_TYPE, ByteString.EMPTY).equals(REFERENCE)
        && payload
            .getMetadataOrDefault(CompositePayloadConverter.ENCODING, ByteString.EMPTY)
            .equals(JSON_PROTOBUF);
  }

  /// The payloads with references in place of the large ones.
  public List<Payload> store(@Nullable SerializationContext target, List<Payload> payloads) {
    Map<StorageDriver, List<Integer>> stored = new LinkedHashMap<>();
    for (int i = 0; i < payloads.size(); i++) {
      StorageDriver driver = driver(target, payloads.get(i));
      if (driver != null) {
        stored.computeIfAbsent(driver, _ -> new ArrayList<>()).add(i);
      }
    }
    if (stored.isEmpty()) {
      return payloads;
    }
    List<Payload> result = new ArrayList<>(payloads);
    stored.forEach(
        (driver, places) -> {
          List<StorageClaim> claims =
              driver.store(target, places.stream().map(payloads::get).toList());
          requireAll(driver, "claims", places.size(), claims.size());
          for (int i = 0; i < claims.size(); i++) {
            int place = places.get(i);
            result.set(place, reference(driver, claims.get(i), payloads.get(place)));
          }
        });
    return result;
  }

  private @Nullable StorageDriver driver(@Nullable SerializationContext target, Payload payload) {
    if (payload.getSerializedSize() < threshold) {
      return null;
    }
    StorageDriver driver = choice.apply(target, payload);
    if (driver != null && !driver.equals(drivers.get(driver.name()))) {
      throw new DataConversionException(
          "The storage driver \"%s\" was chosen, but is not one of %s."
              .formatted(driver.name(), drivers.keySet()),
          null);
    }
    return driver;
  }

  private static Payload reference(StorageDriver driver, StorageClaim claim, Payload payload) {
    var reference =
        ExternalStorageReference.newBuilder()
            .setDriverName(driver.name())
            .putAllClaimData(claim.data())
            .build();
    try {
      return Payload.newBuilder()
          .putMetadata(CompositePayloadConverter.ENCODING, JSON_PROTOBUF)
          .putMetadata(MESSAGE_TYPE, REFERENCE)
          .setData(ByteString.copyFromUtf8(PRINTER.print(reference)))
          .addExternalPayloads(
              Payload.ExternalPayloadDetails.newBuilder().setSizeBytes(payload.getSerializedSize()))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new DataConversionException("Cannot write a storage reference.", e);
    }
  }

  /// The payloads with those that were stored in place of their references.
  public List<Payload> retrieve(List<Payload> payloads) {
    Map<StorageDriver, List<Integer>> stored = new LinkedHashMap<>();
    List<@Nullable StorageClaim> claims = new ArrayList<>(payloads.size());
    for (int i = 0; i < payloads.size(); i++) {
      claims.add(null);
      if (isReference(payloads.get(i))) {
        ExternalStorageReference reference = parse(payloads.get(i));
        StorageDriver driver = drivers.get(reference.getDriverName());
        if (driver == null) {
          throw new DataConversionException(
              "A payload was stored by the driver \"%s\", and there is none of this name; known: %s."
                  .formatted(reference.getDriverName(), drivers.keySet()),
              null);
        }
        claims.set(i, new StorageClaim(reference.getClaimDataMap()));
        stored.computeIfAbsent(driver, _ -> new ArrayList<>()).add(i);
      }
    }
    if (stored.isEmpty()) {
      return payloads;
    }
    List<Payload> result = new ArrayList<>(payloads);
    stored.forEach(
        (driver, places) -> {
          List<StorageClaim> own = new ArrayList<>();
          for (int place : places) {
            StorageClaim claim = claims.get(place);
            if (claim != null) {
              own.add(claim);
            }
          }
          List<Payload> retrieved = driver.retrieve(own);
          requireAll(driver, "payloads", places.size(), retrieved.size());
          for (int i = 0; i < retrieved.size(); i++) {
            result.set(places.get(i), retrieved.get(i));
          }
        });
    return result;
  }

  private static ExternalStorageReference parse(Payload payload) {
    var reference = ExternalStorageReference.newBuilder();
    try {
      JsonFormat.parser()
          .ignoringUnknownFields()
          .merge(payload.getData().toStringUtf8(), reference);
    } catch (InvalidProtocolBufferException e) {
      throw new DataConversionException("Cannot read a storage reference.", e);
    }
    return reference.build();
  }

  private static void requireAll(StorageDriver driver, String what, int asked, int got) {
    if (asked != got) {
      throw new DataConversionException(
          "The storage driver \"%s\" was asked for %d %s and returned %d."
              .formatted(driver.name(), asked, what, got),
          null);
    }
  }
}

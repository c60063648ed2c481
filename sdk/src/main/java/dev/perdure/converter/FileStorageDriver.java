package dev.perdure.converter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps payloads as files of a directory, which all clients and workers must see: for one machine,
/// or for a shared disk. A file is named by the SHA-256 of its content, so equal payloads share
/// one, and what was changed is noticed. Nothing is ever deleted here.
public final class FileStorageDriver implements StorageDriver {
  private static final String KEY = "sha256";
  private static final int KEY_LENGTH = 64;

  private final String name;
  private final Path directory;

  /// A driver named `file`.
  public FileStorageDriver(Path directory) {
    this("file", directory);
  }

  /// A driver with a name of one's own.
  public FileStorageDriver(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<StorageClaim> store(@Nullable SerializationContext target, List<Payload> payloads) {
    List<StorageClaim> claims = new ArrayList<>(payloads.size());
    for (Payload payload : payloads) {
      byte[] bytes = payload.toByteArray();
      String key = digest(bytes);
      try {
        write(file(key), bytes);
      } catch (IOException e) {
        throw new DataConversionException(
            "Cannot store a payload of %d bytes in %s: %s".formatted(bytes.length, directory, e),
            e);
      }
      claims.add(new StorageClaim(Map.of(KEY, key)));
    }
    return claims;
  }

  /// A file has its name only when it is complete.
  private static void write(Path file, byte[] bytes) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " is no file");
    }
    Files.createDirectories(parent);
    Path part = Files.createTempFile(parent, "part-", ".tmp");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public List<Payload> retrieve(List<StorageClaim> claims) {
    List<Payload> payloads = new ArrayList<>(claims.size());
    for (StorageClaim claim : claims) {
      String key = claim.data().getOrDefault(KEY, "");
      if (key.length() != KEY_LENGTH || !key.chars().allMatch(FileStorageDriver::isHex)) {
        throw new DataConversionException(
            "The reference to a stored payload has no valid %s.".formatted(KEY), null);
      }
      payloads.add(read(key));
    }
    return payloads;
  }

  private Payload read(String key) {
    try {
      byte[] bytes = Files.readAllBytes(file(key));
      if (!digest(bytes).equals(key)) {
        throw new DataConversionException(
            "The stored payload %s was changed.".formatted(file(key)), null);
      }
      return Payload.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new DataConversionException("The stored payload %s is none.".formatted(file(key)), e);
    } catch (IOException e) {
      throw new DataConversionException(
          "The stored payload %s cannot be read: %s".formatted(file(key), e), e);
    }
  }

  /// 256 directories, so that none gets too long.
  private Path file(String key) {
    return directory.resolve(key.substring(0, 2)).resolve(key);
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}

package dev.perdure.converter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps payloads as files of a directory, which all clients and workers must see: for one machine,
/// or for a shared disk. A file is named by the SHA-256 of its content, so equal payloads share
/// one, and what was changed is noticed. Nothing is ever deleted here.
public final class FileStorageDriver implements StorageDriver {
  private static final Logger log = LoggerFactory.getLogger(FileStorageDriver.class);

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

  /// A file has its name only when it is complete and on disk: what refers to it is durable.
  private static void write(Path file, byte[] bytes) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) == bytes.length) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " is no file");
    }
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
      forceDirectory(parent.getParent());
    }
    // No createTempFile: nobody else could read that, and others share the directory.
    Path part = parent.resolve("part-" + UUID.randomUUID() + ".tmp");
    try {
      try (var channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    forceDirectory(parent);
  }

  /// Writes the names of a directory to the disk, where the system can.
  private static void forceDirectory(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      log.debug("{} cannot be forced to the disk.", directory, e); // Windows has no such thing
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

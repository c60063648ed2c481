package dev.perdure.internal.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;

/// The build id of a worker that was not given one: the checksum of the classes that it runs, so
/// that workers of the same code have the same one on every machine.
public final class BuildId {
  private BuildId() {}

  /// The checksum of the class files of some classes; of those without one only the name counts.
  public static String of(Collection<Class<?>> classes) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      for (Class<?> type :
          classes.stream().distinct().sorted(Comparator.comparing(Class::getName)).toList()) {
        digest.update(type.getName().getBytes(StandardCharsets.UTF_8));
        add(type, digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }

  private static void add(Class<?> type, MessageDigest digest) {
    String name = type.getName().substring(type.getName().lastIndexOf('.') + 1);
    try (InputStream file = type.getResourceAsStream(name + ".class")) {
      if (file != null) {
        digest.update(file.readAllBytes());
      }
    } catch (IOException e) {
      // A class whose file cannot be read is known by its name.
    }
  }
}

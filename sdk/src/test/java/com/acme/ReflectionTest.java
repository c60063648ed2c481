package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Code that finds methods by their names, as templates, scripts and tests do.
class ReflectionTest {
  private static List<Class<?>> publicClasses() throws Exception {
    Path root = Path.of(Client.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    for (Path file : classFiles(root)) {
      String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
      Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
      if (isPublic(type) && !name.contains(".internal.")) {
        classes.add(type);
      }
    }
    return classes;
  }

  private static List<Path> classFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("package-info.class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .toList();
    }
  }

  /// Also the classes around it.
  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static Stream<Method> outOfReach(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> !isPublic(method.getDeclaringClass()));
  }

  @Test
  void every_public_method_of_a_public_class_can_be_called() throws Exception {
    List<Class<?>> classes = publicClasses();

    assertThat(classes).hasSizeGreaterThan(100).contains(Client.class);
    assertThat(classes.stream().flatMap(ReflectionTest::outOfReach)).isEmpty();
  }
}

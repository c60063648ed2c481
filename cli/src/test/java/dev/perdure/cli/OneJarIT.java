package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import example.Shop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An application may put all that it needs into one jar, as docs/production.md says: of files with
/// the same name those below `META-INF/services` are joined, and of others one is taken.
class OneJarIT {
  private static final String SERVICES = "META-INF/services/";

  @TempDir private Path directory = Path.of("");

  @Test
  void the_example_of_the_readme_runs_from_one_jar() throws Exception {
    Path jar = directory.resolve("shop.jar");
    write(jar);

    try (Launched shop =
        Launched.process(directory, Map.of(), List.of(java(), "-jar", jar.toString()))) {
      Ended ended = shop.end();
      assertThat(ended.code()).isZero();
      assertThat(ended.out()).endsWith("receipt-42\n");
      assertThat(ended.err()).doesNotContain("native");
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void write(Path target) throws IOException {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Shop.class.getName());
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    try (OutputStream bytes = Files.newOutputStream(target);
        var out = new JarOutputStream(bytes, manifest)) {
      var services = new TreeMap<String, String>();
      Set<String> names = new HashSet<>(Set.of(JarFile.MANIFEST_NAME));
      try (Stream<Path> libraries = Files.list(Path.of("target", "lib"))) {
        for (Path library : libraries.filter(OneJarIT::isNeeded).sorted().toList()) {
          copy(library, out, names, services);
        }
      }
      try (Stream<Path> classes = Files.list(Path.of("target", "test-classes", "example"))) {
        for (Path file : classes.sorted().toList()) {
          add(out, "example/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
      for (var service : services.entrySet()) {
        add(out, service.getKey(), service.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /// A logging backend that nobody has set up would write to the standard output.
  private static boolean isNeeded(Path library) {
    return !library.getFileName().toString().startsWith("logback");
  }

  private static void copy(
      Path library, JarOutputStream out, Set<String> names, Map<String, String> services)
      throws IOException {
    try (var jar = new JarFile(library.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
          String text = new String(bytes, StandardCharsets.UTF_8);
          services.merge(entry.getName(), text, (before, more) -> before + "\n" + more);
        } else if (!entry.isDirectory() && names.add(entry.getName())) {
          add(out, entry.getName(), bytes);
        }
      }
    }
  }

  private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }
}

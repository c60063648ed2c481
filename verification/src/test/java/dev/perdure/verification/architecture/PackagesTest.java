package dev.perdure.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/// What holds for every package, whichever module it is in.
final class PackagesTest {
  @Test
  void no_package_is_split_between_modules() throws IOException {
    var owners = new HashMap<Path, Path>();
    var split = new ArrayList<String>();

    for (var root : SourceTree.mainRoots()) {
      for (var file : SourceTree.javaFiles(root)) {
        var name = root.relativize(file.getParent());
        var owner = owners.putIfAbsent(name, root);
        if (owner != null && !owner.equals(root)) {
          split.add(name + " is in " + owner + " and in " + root);
        }
      }
    }

    assertThat(owners).isNotEmpty();
    assertThat(split).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_for() throws IOException {
    var silent = new ArrayList<Path>();

    for (var root : SourceTree.mainRoots()) {
      for (var file : SourceTree.javaFiles(root)) {
        var info = file.resolveSibling("package-info.java");
        if (!Files.exists(info) || !Files.readString(info).startsWith("///")) {
          silent.add(SourceTree.root().relativize(info));
        }
      }
    }

    assertThat(silent.stream().distinct()).as("no sentence (///) above @NullMarked").isEmpty();
  }
}

package dev.perdure.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Lists what sticks out in the shape of the sources: long files and long methods.
///
/// A longer file that is one concept is better than two halves of one, so a place may be excused:
/// in [#EXCUSED], with the reason. An excuse that is no longer needed fails too.
final class TidyTest {
  private static final int MAX_FILE_LINES = 500;
  private static final int MAX_METHOD_LINES = 80;

  /// Place (`File.java` or `File.java#method`) → why it may be long.
  private static final Map<String, String> EXCUSED =
      Map.of("RunState.java", "the field, its copy and its accessor of each fact that a run has");

  @Test
  void nothing_in_the_main_sources_is_too_long_without_a_reason() throws IOException {
    var tooLong = new TreeMap<String, String>();

    for (var root : SourceTree.mainRoots()) {
      for (var file : SourceTree.javaFiles(root)) {
        int lines = Files.readAllLines(file).size();
        if (lines > MAX_FILE_LINES) {
          tooLong.put(file.getFileName().toString(), lines + " lines");
        }
      }
      tooLong.putAll(longMethods(SourceTree.javaFiles(root)));
    }

    assertThat(tooLong.keySet())
        .as("files over %d or methods over %d lines: %s", MAX_FILE_LINES, MAX_METHOD_LINES, tooLong)
        .containsExactlyInAnyOrderElementsOf(EXCUSED.keySet());
  }

  private static Map<String, String> longMethods(List<Path> sources) throws IOException {
    var found = new TreeMap<String, String>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      var trees = Trees.instance(task);
      for (var unit : task.parse()) {
        new MethodScanner(unit, trees, found).scan(unit, null);
      }
    }
    return found;
  }

  private static final class MethodScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final Map<String, String> found;

    MethodScanner(CompilationUnitTree unit, Trees trees, Map<String, String> found) {
      this.unit = unit;
      this.trees = trees;
      this.found = found;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      var positions = trees.getSourcePositions();
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      long lines =
          unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1;
      if (end >= 0 && lines > MAX_METHOD_LINES) {
        var file = Path.of(unit.getSourceFile().getName()).getFileName();
        found.put(file + "#" + method.getName(), lines + " lines");
      }
      return super.visitMethod(method, null);
    }
  }
}

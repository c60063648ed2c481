import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sums the reports that surefire and failsafe left below the given directory and prints one line,
/// `N passed, N failed, N skipped`.
void main(String[] args) throws IOException {
  int tests = 0;
  int failed = 0;
  int skipped = 0;
  for (Path report : reports(Path.of(args[0]))) {
    String suite = firstTag(report);
    tests += attribute(suite, "tests");
    failed += attribute(suite, "failures") + attribute(suite, "errors");
    skipped += attribute(suite, "skipped");
  }
  IO.println(
      "%d passed, %d failed, %d skipped".formatted(tests - failed - skipped, failed, skipped));
}

Iterable<Path> reports(Path root) throws IOException {
  try (var files = Files.find(root, 4, (path, _) -> isReport(path))) {
    return files.sorted().toList();
  }
}

boolean isReport(Path path) {
  String name = path.getFileName().toString();
  String directory = path.toAbsolutePath().getParent().getFileName().toString();
  return name.startsWith("TEST-")
      && name.endsWith(".xml")
      && (directory.equals("surefire-reports") || directory.equals("failsafe-reports"));
}

String firstTag(Path report) throws IOException {
  String text = Files.readString(report);
  int start = text.indexOf("<testsuite ");
  return start < 0 ? "" : text.substring(start, text.indexOf('>', start));
}

int attribute(String tag, String name) {
  Matcher value = Pattern.compile(" " + name + "=\"(\\d+)\"").matcher(tag);
  return value.find() ? Integer.parseInt(value.group(1)) : 0;
}

package dev.perdure.server.search;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The words of a text, as a search finds them: letters and digits without accents, in lower case.
final class Words {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

  private Words() {}

  /// Each word once.
  static List<String> of(String text) {
    var decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    var plain = MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
    return BETWEEN.splitAsStream(plain).filter(word -> !word.isEmpty()).distinct().toList();
  }
}

package dev.perdure.verification.interop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value that crosses from one SDK to the other and back.
public record Item(
    String name, int count, double price, List<String> colors, @Nullable String comment) {
  static final Item PEN = new Item("pen", 3, 0.5, List.of("blue", "red"), null);

  String inWords() {
    return "%s, %d, %s, %s, %s".formatted(name, count, price, String.join(" ", colors), comment);
  }
}

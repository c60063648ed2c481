package dev.perdure.verification.golden;

/// A small program whose histories are compared.
///
/// @param name its workflow id, and the name of the file with what the official server made of it
record Program(String name, Body body) {
  /// What the program does.
  @FunctionalInterface
  interface Body {
    void play(Stage stage);
  }
}

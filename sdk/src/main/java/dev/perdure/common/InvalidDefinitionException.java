package dev.perdure.common;

import java.util.List;

/// A workflow or activity cannot be registered as it is written. All problems of all types that are
/// registered together are listed at once.
public final class InvalidDefinitionException extends IllegalArgumentException {
  private final String[] problems;

  /// One sentence per problem.
  public InvalidDefinitionException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.getFirst()
            : problems.size() + " problems:\n  - " + String.join("\n  - ", problems));
    this.problems = problems.toArray(String[]::new);
  }

  /// The problems, one sentence each.
  public List<String> problems() {
    return List.of(problems);
  }
}

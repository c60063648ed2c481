package dev.perdure.server.store;

import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A namespace as the store has it.
///
/// @param name what keys of entities begin with; stays as long as the namespace has rows
/// @param id made when it was registered; stays when other things change
/// @param retention how long closed runs are kept; null for ever
/// @param details what else was said about it, as far as that is set; its own name is set, and
///   differs, once the namespace was deleted
public record Namespace(
    String name, UUID id, @Nullable Duration retention, DescribeNamespaceResponse details) {
  public Namespace(String name, UUID id, @Nullable Duration retention) {
    this(name, id, retention, DescribeNamespaceResponse.getDefaultInstance());
  }

  public NamespaceState state() {
    var state = details.getNamespaceInfo().getState();
    return state == NamespaceState.NAMESPACE_STATE_UNSPECIFIED
        ? NamespaceState.NAMESPACE_STATE_REGISTERED
        : state;
  }

  /// The name that clients see.
  public String shownName() {
    var shown = details.getNamespaceInfo().getName();
    return shown.isEmpty() ? name : shown;
  }

  /// Whether it was deleted, and goes away with the last of its runs.
  public boolean isGoing() {
    return !shownName().equals(name);
  }
}

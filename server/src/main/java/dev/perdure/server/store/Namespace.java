package dev.perdure.server.store;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A namespace as the store has it.
///
/// @param id made when it was registered; stays when other things change
/// @param retention how long closed runs are kept; null for ever
public record Namespace(String name, UUID id, @Nullable Duration retention) {}

package dev.perdure.server.store;

import dev.perdure.engine.state.RunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param next the place of its last run if there may be more, null if it is the last part
public record ListPage(List<RunSummary> runs, @Nullable ListPlace next) {}

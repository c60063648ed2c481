package dev.perdure.internal.replay;

import io.temporal.api.common.v1.SearchAttributes;

/// What became of asking for a patch.
///
/// @param isOn whether code takes the new way
/// @param upserted the search attributes that were told with it; none when nothing was
public record PatchAnswer(boolean isOn, SearchAttributes upserted) {}

package dev.perdure.converter;

import io.temporal.api.common.v1.Payload;

/// A payload that is neither encoded nor decoded: as an argument or result it passes through as it
/// is.
///
/// @param payload the payload
public record RawValue(Payload payload) {}

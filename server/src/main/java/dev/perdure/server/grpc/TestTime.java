package dev.perdure.server.grpc;

import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.TimeSkipping;
import java.util.concurrent.Executor;

/// What the protocol's `TestService` is made of.
///
/// @param replies sends what is durable
public record TestTime(TimeSkipping skipping, EngineClock clock, Executor replies) {}

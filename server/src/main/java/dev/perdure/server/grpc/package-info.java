/// The server's gRPC face: services, validation, conversion and error mapping; no logic.
@NullMarked
package dev.perdure.server.grpc;

import org.jspecify.annotations.NullMarked;

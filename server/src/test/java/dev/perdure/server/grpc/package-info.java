@NullMarked
package dev.perdure.server.grpc;

import org.jspecify.annotations.NullMarked;

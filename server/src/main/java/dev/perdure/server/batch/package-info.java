/// Batch operations: one thing done to many runs, by the calls that a client would make.
@NullMarked
package dev.perdure.server.batch;

import org.jspecify.annotations.NullMarked;

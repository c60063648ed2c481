/// The server seen as raw calls: what it refuses, and that a refusal changes nothing.
@NullMarked
package dev.perdure.verification.wire;

import org.jspecify.annotations.NullMarked;

/// What the SDK logs, for tests.
@NullMarked
package dev.perdure.internal.log;

import org.jspecify.annotations.NullMarked;

/// Decisions about signals.
@NullMarked
package dev.perdure.engine.signal;

import org.jspecify.annotations.NullMarked;

/// Decisions about user timers, and everything that falls due.
@NullMarked
package dev.perdure.engine.timer;

import org.jspecify.annotations.NullMarked;

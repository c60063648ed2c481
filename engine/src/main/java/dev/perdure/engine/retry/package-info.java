/// When a failed attempt is followed by another one: for activities and whole runs.
@NullMarked
package dev.perdure.engine.retry;

import org.jspecify.annotations.NullMarked;

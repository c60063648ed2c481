/// Decisions about whole runs: start, cancel, terminate, close, continue as new, describe.
@NullMarked
package dev.perdure.engine.run;

import org.jspecify.annotations.NullMarked;

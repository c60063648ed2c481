/// Decisions about workflow tasks and the commands that complete them.
@NullMarked
package dev.perdure.engine.workflowtask;

import org.jspecify.annotations.NullMarked;

/// What goes into a decision and what comes out of it.
@NullMarked
package dev.perdure.engine.decision;

import org.jspecify.annotations.NullMarked;

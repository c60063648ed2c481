/// Decisions about children and parents: asking for a child, hearing of it, following a parent that
/// closed.
@NullMarked
package dev.perdure.engine.child;

import org.jspecify.annotations.NullMarked;

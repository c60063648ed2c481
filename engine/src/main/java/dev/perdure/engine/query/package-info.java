/// Decisions about queries.
@NullMarked
package dev.perdure.engine.query;

import org.jspecify.annotations.NullMarked;

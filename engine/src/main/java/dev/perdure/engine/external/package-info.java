/// Decisions about signals and cancel requests from one workflow to another.
@NullMarked
package dev.perdure.engine.external;

import org.jspecify.annotations.NullMarked;

/// Tests that need several modules; see its test sources.
@NullMarked
package dev.perdure.verification;

import org.jspecify.annotations.NullMarked;

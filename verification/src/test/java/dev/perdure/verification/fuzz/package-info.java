/// Messages that no client would send.
@NullMarked
package dev.perdure.verification.fuzz;

import org.jspecify.annotations.NullMarked;

/// The servers that the suites talk to.
@NullMarked
package dev.perdure.verification.peer;

import org.jspecify.annotations.NullMarked;

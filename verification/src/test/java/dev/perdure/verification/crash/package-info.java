/// A real server process that is killed while clients write.
@NullMarked
package dev.perdure.verification.crash;

import org.jspecify.annotations.NullMarked;

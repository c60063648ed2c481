/// Activities in processes of their own.
@NullMarked
package dev.perdure.verification.process;

import org.jspecify.annotations.NullMarked;

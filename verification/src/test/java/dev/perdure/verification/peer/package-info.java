@NullMarked
package dev.perdure.verification.peer;

import org.jspecify.annotations.NullMarked;

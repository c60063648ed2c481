@NullMarked
package dev.perdure.verification.official;

import org.jspecify.annotations.NullMarked;

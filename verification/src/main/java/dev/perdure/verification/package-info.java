@NullMarked
package dev.perdure.verification;

import org.jspecify.annotations.NullMarked;

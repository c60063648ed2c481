@NullMarked
package dev.perdure.verification.architecture;

import org.jspecify.annotations.NullMarked;

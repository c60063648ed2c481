/// Rules over the classes and sources of all modules.
@NullMarked
package dev.perdure.verification.architecture;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine.sim;

import org.jspecify.annotations.NullMarked;

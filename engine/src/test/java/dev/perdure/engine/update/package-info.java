@NullMarked
package dev.perdure.engine.update;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine.record;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine.retry;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;

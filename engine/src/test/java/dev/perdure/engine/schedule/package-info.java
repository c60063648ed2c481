@NullMarked
package dev.perdure.engine.schedule;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine.calendar;

import org.jspecify.annotations.NullMarked;

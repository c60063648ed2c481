/// Decisions about schedules: what clients change, which times are due, which action may begin.
@NullMarked
package dev.perdure.engine.schedule;

import org.jspecify.annotations.NullMarked;

/// Timers in memory: one armed entry for each entity that is due soon.
@NullMarked
package dev.perdure.server.timer;

import org.jspecify.annotations.NullMarked;

/// Cron expressions: when the next run of a chain is due.
@NullMarked
package dev.perdure.engine.cron;

import org.jspecify.annotations.NullMarked;

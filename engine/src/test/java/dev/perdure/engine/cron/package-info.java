@NullMarked
package dev.perdure.engine.cron;

import org.jspecify.annotations.NullMarked;

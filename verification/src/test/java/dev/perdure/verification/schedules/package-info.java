/// Schedules and batches of our SDK's client, on every server that has them.
@NullMarked
package dev.perdure.verification.schedules;

import org.jspecify.annotations.NullMarked;

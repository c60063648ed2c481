/// What workers of our SDK do beside running workflows: slots, polls, versions, connections.
@NullMarked
package dev.perdure.verification.workers;

import org.jspecify.annotations.NullMarked;

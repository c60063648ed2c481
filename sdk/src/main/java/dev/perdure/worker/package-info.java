/// The worker: it takes workflow and activity tasks from a task queue and runs them.
@NullMarked
package dev.perdure.worker;

import org.jspecify.annotations.NullMarked;

/// Carries out the engine's effects: tasks and queries are offered to the workers that poll.
@NullMarked
package dev.perdure.server.dispatch;

import org.jspecify.annotations.NullMarked;

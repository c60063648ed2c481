/// Task queues in memory: tasks meet the pollers that wait for them.
@NullMarked
package dev.perdure.server.matching;

import org.jspecify.annotations.NullMarked;

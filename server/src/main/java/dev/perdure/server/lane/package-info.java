/// Lanes: what serialises the turns of one entity while other entities go on in parallel.
@NullMarked
package dev.perdure.server.lane;

import org.jspecify.annotations.NullMarked;

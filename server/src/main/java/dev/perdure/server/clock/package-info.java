/// The server's two clocks: engine time, which never goes back, and real monotonic time.
@NullMarked
package dev.perdure.server.clock;

import org.jspecify.annotations.NullMarked;

/// The pure core of the server: requests in; records, effects and a reply out. No clock, no I/O, no
/// threads.
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;

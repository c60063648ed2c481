@NullMarked
package dev.perdure.server.clock;

import org.jspecify.annotations.NullMarked;

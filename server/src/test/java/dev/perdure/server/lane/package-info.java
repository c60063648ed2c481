@NullMarked
package dev.perdure.server.lane;

import org.jspecify.annotations.NullMarked;

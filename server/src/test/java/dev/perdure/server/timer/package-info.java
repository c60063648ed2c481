@NullMarked
package dev.perdure.server.timer;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.server.callback;

import org.jspecify.annotations.NullMarked;

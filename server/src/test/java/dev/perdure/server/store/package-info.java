@NullMarked
package dev.perdure.server.store;

import org.jspecify.annotations.NullMarked;

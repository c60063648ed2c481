@NullMarked
package dev.perdure.server;

import org.jspecify.annotations.NullMarked;

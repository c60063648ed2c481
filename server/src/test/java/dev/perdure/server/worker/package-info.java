@NullMarked
package dev.perdure.server.worker;

import org.jspecify.annotations.NullMarked;

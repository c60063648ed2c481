@NullMarked
package dev.perdure.server.batch;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.server.matching;

import org.jspecify.annotations.NullMarked;

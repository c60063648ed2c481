@NullMarked
package dev.perdure.server.search;

import org.jspecify.annotations.NullMarked;

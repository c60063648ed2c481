/// The language of lists: what a client writes, what it means, and which attributes there are.
@NullMarked
package dev.perdure.server.search;

import org.jspecify.annotations.NullMarked;

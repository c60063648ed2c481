/// The server to embed: where to open it, and how to set it up.
@NullMarked
package dev.perdure.server;

import org.jspecify.annotations.NullMarked;

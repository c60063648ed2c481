/// Calls those outside the server who want to know how runs have ended.
@NullMarked
package dev.perdure.server.callback;

import org.jspecify.annotations.NullMarked;

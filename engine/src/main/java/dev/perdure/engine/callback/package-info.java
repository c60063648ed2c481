/// Tells somebody outside the server how a run has ended.
@NullMarked
package dev.perdure.engine.callback;

import org.jspecify.annotations.NullMarked;

/// Runs workflow code one step at a time on virtual threads.
@NullMarked
package dev.perdure.internal.coroutine;

import org.jspecify.annotations.NullMarked;

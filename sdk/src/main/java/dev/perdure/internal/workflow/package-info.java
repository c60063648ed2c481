/// One cached workflow run: the user's class, its replay and its coroutines brought together.
@NullMarked
package dev.perdure.internal.workflow;

import org.jspecify.annotations.NullMarked;

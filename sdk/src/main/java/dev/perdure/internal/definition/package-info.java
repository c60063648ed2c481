/// What a worker knows about the workflows and activities that are registered with it.
@NullMarked
package dev.perdure.internal.definition;

import org.jspecify.annotations.NullMarked;

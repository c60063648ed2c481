/// What workflows tell each other: what is owed, its delivery, its answers.
@NullMarked
package dev.perdure.engine.message;

import org.jspecify.annotations.NullMarked;

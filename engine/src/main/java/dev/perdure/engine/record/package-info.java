/// What is durable: history events and notes, and their stored form.
@NullMarked
package dev.perdure.engine.record;

import org.jspecify.annotations.NullMarked;

/// Decisions about activities.
@NullMarked
package dev.perdure.engine.activity;

import org.jspecify.annotations.NullMarked;

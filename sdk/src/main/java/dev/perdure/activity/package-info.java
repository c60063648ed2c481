/// What activity code calls.
@NullMarked
package dev.perdure.activity;

import org.jspecify.annotations.NullMarked;

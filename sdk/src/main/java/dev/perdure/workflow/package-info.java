/// What workflow code calls.
@NullMarked
package dev.perdure.workflow;

import org.jspecify.annotations.NullMarked;

/// What stands between the code that records metrics and the user's meter.
@NullMarked
package dev.perdure.internal.metric;

import org.jspecify.annotations.NullMarked;

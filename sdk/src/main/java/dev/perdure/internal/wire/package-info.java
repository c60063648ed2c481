/// Our values as protocol messages, and back.
@NullMarked
package dev.perdure.internal.wire;

import org.jspecify.annotations.NullMarked;

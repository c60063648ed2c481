/// Turns method references such as `Order::run` into methods, types and names on the wire.
@NullMarked
package dev.perdure.internal.reference;

import org.jspecify.annotations.NullMarked;

/// How values and failures become bytes and come back.
@NullMarked
package dev.perdure.converter;

import org.jspecify.annotations.NullMarked;

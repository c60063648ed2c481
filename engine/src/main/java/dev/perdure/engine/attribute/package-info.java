/// What workflows may say by search attributes: names, types, sizes.
@NullMarked
package dev.perdure.engine.attribute;

import org.jspecify.annotations.NullMarked;

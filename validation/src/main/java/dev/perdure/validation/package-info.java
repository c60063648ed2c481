/// Values that are validated when they are decoded, by the constraints of Jakarta Validation.
@NullMarked
package dev.perdure.validation;

import org.jspecify.annotations.NullMarked;

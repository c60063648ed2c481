/// Values that are validated when they are decoded, between clients, workers and servers.
@NullMarked
package dev.perdure.verification.validation;

import org.jspecify.annotations.NullMarked;

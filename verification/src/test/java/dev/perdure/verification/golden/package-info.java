/// Histories compared with those that the official server writes.
@NullMarked
package dev.perdure.verification.golden;

import org.jspecify.annotations.NullMarked;

/// Why something failed, in a form that travels between processes and languages.
@NullMarked
package dev.perdure.failure;

import org.jspecify.annotations.NullMarked;

/// The README's example.
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;

/// The examples of docs/testing.md.
@NullMarked
package guide;

import org.jspecify.annotations.NullMarked;

/// The examples of docs/testing.md, and what holds all pages of the guide.
@NullMarked
package guide;

import org.jspecify.annotations.NullMarked;

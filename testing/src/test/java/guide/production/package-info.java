/// The examples of docs/production.md.
@NullMarked
package guide.production;

import org.jspecify.annotations.NullMarked;

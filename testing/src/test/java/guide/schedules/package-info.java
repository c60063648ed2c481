/// The examples of docs/schedules.md.
@NullMarked
package guide.schedules;

import org.jspecify.annotations.NullMarked;

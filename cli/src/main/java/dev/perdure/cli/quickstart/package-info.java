/// The quickstart: an order workflow, and a story that kills everything it runs on.
@NullMarked
package dev.perdure.cli.quickstart;

import org.jspecify.annotations.NullMarked;

/// The workers that report to the server, as long as they do.
@NullMarked
package dev.perdure.server.worker;

import org.jspecify.annotations.NullMarked;

/// The replay core, pure: history events and requests in, jobs and commands out.
@NullMarked
package dev.perdure.internal.replay;

import org.jspecify.annotations.NullMarked;

/// Calls to a server: headers, deadlines and retries.
@NullMarked
package dev.perdure.internal.rpc;

import org.jspecify.annotations.NullMarked;

/// The official Python SDK as a client and worker of our server.
@NullMarked
package dev.perdure.verification.python;

import org.jspecify.annotations.NullMarked;

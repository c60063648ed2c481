/// The official Java SDK as client and worker, against its own test server and against ours.
@NullMarked
package dev.perdure.verification.official;

import org.jspecify.annotations.NullMarked;

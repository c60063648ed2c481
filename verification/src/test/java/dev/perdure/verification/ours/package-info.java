/// Our SDK as client and worker, against the official server and against ours.
@NullMarked
package dev.perdure.verification.ours;

import org.jspecify.annotations.NullMarked;

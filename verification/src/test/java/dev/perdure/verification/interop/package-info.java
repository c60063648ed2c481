/// One story, told by workers of two SDKs at once: parents of one, children and activities of the
/// other.
@NullMarked
package dev.perdure.verification.interop;

import org.jspecify.annotations.NullMarked;

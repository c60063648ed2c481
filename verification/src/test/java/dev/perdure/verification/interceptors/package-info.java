/// Interceptors around everything that a client and a worker do.
@NullMarked
package dev.perdure.verification.interceptors;

import org.jspecify.annotations.NullMarked;

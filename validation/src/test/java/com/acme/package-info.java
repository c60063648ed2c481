/// Code as users write it: outside the SDK's packages.
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;

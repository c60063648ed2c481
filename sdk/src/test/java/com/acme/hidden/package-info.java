/// A package whose base class its users cannot see.
@NullMarked
package com.acme.hidden;

import org.jspecify.annotations.NullMarked;

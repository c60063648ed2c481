/// Tests of a project that uses Perdure.
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;

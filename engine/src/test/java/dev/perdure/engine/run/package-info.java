@NullMarked
package dev.perdure.engine.run;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.engine.script;

import org.jspecify.annotations.NullMarked;

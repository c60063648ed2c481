@NullMarked
package dev.perdure.cli.quickstart;

import org.jspecify.annotations.NullMarked;

/// The command line: its commands, their flags, and the console.
@NullMarked
package dev.perdure.cli;

import org.jspecify.annotations.NullMarked;

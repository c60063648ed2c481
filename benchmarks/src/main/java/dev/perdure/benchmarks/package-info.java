/// End-to-end loads and measurements: one command each, figures on the console.
@NullMarked
package dev.perdure.benchmarks;

import org.jspecify.annotations.NullMarked;

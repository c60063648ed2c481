/// Starting workflows and talking to them.
@NullMarked
package dev.perdure.client;

import org.jspecify.annotations.NullMarked;

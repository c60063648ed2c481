@NullMarked
package dev.perdure.server.dispatch;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.perdure.server.entity;

import org.jspecify.annotations.NullMarked;

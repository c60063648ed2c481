/// Entities in memory: each turn decides on one of them, and hands what was decided to the journal.
@NullMarked
package dev.perdure.server.entity;

import org.jspecify.annotations.NullMarked;

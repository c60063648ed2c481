/// What the server knows about a workflow id: the fold of its records. Only the appliers in here
/// change it.
@NullMarked
package dev.perdure.engine.state;

import org.jspecify.annotations.NullMarked;

/// The journal with its group commit, and the SQLite file behind it.
///
/// Nothing here knows what a workflow is: entities, records and summaries go in, and the same come
/// out after a crash.
@NullMarked
package dev.perdure.server.store;

import org.jspecify.annotations.NullMarked;

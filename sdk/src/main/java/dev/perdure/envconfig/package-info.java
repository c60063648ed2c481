/// The settings of a client as files and environment variables give them, in the form that all of
/// Temporal's SDKs and its command line share.
@NullMarked
package dev.perdure.envconfig;

import org.jspecify.annotations.NullMarked;

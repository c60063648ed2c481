/// Values that client, workflow, activity and worker share.
@NullMarked
package dev.perdure.common;

import org.jspecify.annotations.NullMarked;

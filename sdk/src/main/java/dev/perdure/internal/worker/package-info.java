/// The worker's insides: pollers, slots, the cache of workflow runs, the execution of activities.
@NullMarked
package dev.perdure.internal.worker;

import org.jspecify.annotations.NullMarked;

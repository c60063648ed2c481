/// What tests of workflows and activities need: a server in the same process whose time can skip,
/// an environment for activities without any server, and a JUnit extension.
@NullMarked
package dev.perdure.testing;

import org.jspecify.annotations.NullMarked;

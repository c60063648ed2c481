/// The search attributes that the namespaces have.
@NullMarked
package dev.perdure.server.attribute;

import org.jspecify.annotations.NullMarked;

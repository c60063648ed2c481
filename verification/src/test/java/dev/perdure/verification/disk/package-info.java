/// What can be wrong with the file, the path, the port and the disk.
@NullMarked
package dev.perdure.verification.disk;

import org.jspecify.annotations.NullMarked;

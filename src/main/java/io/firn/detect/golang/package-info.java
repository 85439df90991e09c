/** Go programs: their module, version and main package. Pure. */
@NullMarked
package io.firn.detect.golang;

import org.jspecify.annotations.NullMarked;

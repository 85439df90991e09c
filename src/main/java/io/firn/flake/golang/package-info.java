/** What Go apps depend on, by go.sum. Pure. */
@NullMarked
package io.firn.flake.golang;

import org.jspecify.annotations.NullMarked;

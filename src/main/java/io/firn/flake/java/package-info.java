/** What Java apps depend on, as it was resolved for their build files. */
@NullMarked
package io.firn.flake.java;

import org.jspecify.annotations.NullMarked;

/** Rust programs: one package or a workspace, and the choice of the program that is run. Pure. */
@NullMarked
package io.firn.detect.rust;

import org.jspecify.annotations.NullMarked;

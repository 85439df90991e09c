/** What Rust apps depend on, by Cargo.lock. Pure. */
@NullMarked
package io.firn.flake.rust;

import org.jspecify.annotations.NullMarked;

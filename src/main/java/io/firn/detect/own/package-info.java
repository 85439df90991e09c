/** Repositories that bring Nix code of their own: a flake, or an expression for Firn. */
@NullMarked
package io.firn.detect.own;

import org.jspecify.annotations.NullMarked;

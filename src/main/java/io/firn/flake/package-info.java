/** A plan and the repository's lock files become a complete flake: flake.nix, flake.lock, plan.json, deps.json. Pure. */
@NullMarked
package io.firn.flake;

import org.jspecify.annotations.NullMarked;

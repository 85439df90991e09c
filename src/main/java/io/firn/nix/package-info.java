/** Nix vocabulary as pure values: store paths, hashes, NAR, narinfo, and argv for nix commands. No I/O of its own. */
@NullMarked
package io.firn.nix;

import org.jspecify.annotations.NullMarked;

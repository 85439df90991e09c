/** Firn's binary cache: NARs, what is known of them, signatures and roots, and the doors for stock Nix clients. */
@NullMarked
package io.firn.cache;

import org.jspecify.annotations.NullMarked;

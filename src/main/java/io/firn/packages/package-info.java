/** Debian packages as data: apt's sources, package indexes, lock files of a package set, the seed. Free of the service's machinery. */
@NullMarked
package io.firn.packages;

import org.jspecify.annotations.NullMarked;

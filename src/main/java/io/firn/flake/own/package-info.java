/** The inputs that a repository's own flake.lock names. Pure. */
@NullMarked
package io.firn.flake.own;

import org.jspecify.annotations.NullMarked;

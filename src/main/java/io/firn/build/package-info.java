/** Builds: one flake for one app, through queue, attempts and log to its result. */
@NullMarked
package io.firn.build;

import org.jspecify.annotations.NullMarked;

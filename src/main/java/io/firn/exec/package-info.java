/** Runs a {@link io.firn.exec.Command}, here or on a node over SSH. Nothing else in Firn starts a process. */
@NullMarked
package io.firn.exec;

import org.jspecify.annotations.NullMarked;

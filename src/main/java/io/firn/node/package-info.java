/** Machines under Firn's care: how they join, are made ready, are watched, and are reached. */
@NullMarked
package io.firn.node;

import org.jspecify.annotations.NullMarked;

/** The hashed mirror: source files that a lock names, fetched once from the machine's own registries, checked and kept. */
@NullMarked
package io.firn.mirror;

import org.jspecify.annotations.NullMarked;

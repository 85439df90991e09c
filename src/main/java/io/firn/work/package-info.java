/** How long work survives: leases with epochs, operations to ask after, time and ids as beans. */
@NullMarked
package io.firn.work;

import org.jspecify.annotations.NullMarked;

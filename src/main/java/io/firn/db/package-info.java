/** The embedded PostgreSQL: unpacked, initialised, run apart from the service, adopted only after it was checked. */
@NullMarked
package io.firn.db;

import org.jspecify.annotations.NullMarked;

/** Benchmarks that print tables; no test, and nothing here fails for being slow. */
@NullMarked
package io.firn.bench;

import org.jspecify.annotations.NullMarked;

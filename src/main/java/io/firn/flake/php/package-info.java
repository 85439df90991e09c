/** What PHP apps depend on, by composer.lock. Pure. */
@NullMarked
package io.firn.flake.php;

import org.jspecify.annotations.NullMarked;

/** The rules of the house, held by tests. */
@NullMarked
package io.firn.architecture;

import org.jspecify.annotations.NullMarked;

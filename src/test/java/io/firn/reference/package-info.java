/** Pages of the reference that are made from the code, and compared with it. */
@NullMarked
package io.firn.reference;

import org.jspecify.annotations.NullMarked;

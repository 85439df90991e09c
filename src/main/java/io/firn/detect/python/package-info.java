/** Python apps: their requirements, version, framework and server. Pure. */
@NullMarked
package io.firn.detect.python;

import org.jspecify.annotations.NullMarked;

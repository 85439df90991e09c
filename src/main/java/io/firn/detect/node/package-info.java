/** Node.js apps: their manifest, version, package manager, framework and start. Pure. */
@NullMarked
package io.firn.detect.node;

import org.jspecify.annotations.NullMarked;

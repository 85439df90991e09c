/** Dockerfiles whose base and steps are those of a known stack, turned into a plan of that stack. Pure. */
@NullMarked
package io.firn.detect.docker;

import org.jspecify.annotations.NullMarked;

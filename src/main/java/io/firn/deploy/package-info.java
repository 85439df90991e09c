/** Releases and where they run: what a release is, its start on a target, its health as seen from outside, and which one is live. */
@NullMarked
package io.firn.deploy;

import org.jspecify.annotations.NullMarked;

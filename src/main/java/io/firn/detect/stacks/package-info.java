/** The list of the detectors, in the order that decides between equal claims. Pure. */
@NullMarked
package io.firn.detect.stacks;

import org.jspecify.annotations.NullMarked;

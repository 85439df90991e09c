/** The builders at work: which one takes a build, and what is done there to run, follow and end it. */
@NullMarked
package io.firn.farm;

import org.jspecify.annotations.NullMarked;

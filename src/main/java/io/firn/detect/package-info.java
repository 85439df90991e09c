/** What a repository is and how it is built and started: a tree of files becomes a {@link Plan}, with the evidence for it. Pure. */
@NullMarked
package io.firn.detect;

import org.jspecify.annotations.NullMarked;

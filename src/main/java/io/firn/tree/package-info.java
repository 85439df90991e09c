/** A read-only tree of files, from a git commit or a folder, with limits against hostile content. */
@NullMarked
package io.firn.tree;

import org.jspecify.annotations.NullMarked;

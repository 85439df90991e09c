/** What is to be built: a bare repository per app, the git door that fills it, and the trees that the other rooms read. */
@NullMarked
package io.firn.source;

import org.jspecify.annotations.NullMarked;

/** Tests against real nodes, as users meet them: the launcher, git, the command line, the proxy. */
@NullMarked
package io.firn.lab;

import org.jspecify.annotations.NullMarked;

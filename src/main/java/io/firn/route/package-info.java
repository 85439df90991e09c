/** Host names that lead to healthy instances: the proxy made to match the database, and the cut-over from release to release. */
@NullMarked
package io.firn.route;

import org.jspecify.annotations.NullMarked;

/** How this system says no: one exception, one enum of codes, two faces (operator's log, caller's sentence). */
@NullMarked
package io.firn.fault;

import org.jspecify.annotations.NullMarked;

/** The HTTP edge: faults as problem+json, request ids, paging and limits. It knows nothing of what Firn does. */
@NullMarked
package io.firn.web;

import org.jspecify.annotations.NullMarked;

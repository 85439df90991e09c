/** Who may do what: orgs, tokens, the master key, and the gate that every request passes. */
@NullMarked
package io.firn.access;

import org.jspecify.annotations.NullMarked;

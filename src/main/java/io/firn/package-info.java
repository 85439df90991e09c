/** Firn: from git push to a signed closure to a rollout without loss. The rooms are its sub-packages. */
@NullMarked
package io.firn;

import org.jspecify.annotations.NullMarked;

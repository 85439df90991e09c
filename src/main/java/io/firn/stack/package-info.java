/** What an installation offers, what each app is locked to, and how it moves on. */
@NullMarked
package io.firn.stack;

import org.jspecify.annotations.NullMarked;

/** What Ruby apps depend on, by Gemfile.lock. */
@NullMarked
package io.firn.flake.ruby;

import org.jspecify.annotations.NullMarked;

/** What Python apps depend on, by requirements.txt and the lock files of Poetry, Pipenv, uv and PDM. */
@NullMarked
package io.firn.flake.python;

import org.jspecify.annotations.NullMarked;

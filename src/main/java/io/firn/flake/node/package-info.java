/** Lock files of npm, Yarn, pnpm and Bun, brought into the one form of deps.json: files at their places, and links. */
@NullMarked
package io.firn.flake.node;

import org.jspecify.annotations.NullMarked;

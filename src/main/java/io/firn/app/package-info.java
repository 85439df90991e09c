/** What an org owns: apps, their settings and their configuration. */
@NullMarked
package io.firn.app;

import org.jspecify.annotations.NullMarked;

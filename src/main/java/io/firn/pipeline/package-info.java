/** The one place that knows the order: from an accepted push to a release that serves, step by step, resumable after a crash. */
@NullMarked
package io.firn.pipeline;

import org.jspecify.annotations.NullMarked;

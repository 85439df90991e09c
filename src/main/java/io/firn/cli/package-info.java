/** The {@code firn} command: local verbs run in this process, all else speaks HTTP with the service. */
@NullMarked
package io.firn.cli;

import org.jspecify.annotations.NullMarked;

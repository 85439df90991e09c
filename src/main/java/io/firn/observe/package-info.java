/** What happened: events, live transcripts of runs, metrics. It reads what the others wrote; nobody depends on it. */
@NullMarked
package io.firn.observe;

import org.jspecify.annotations.NullMarked;

/** Ruby apps: Rails, Sinatra, Rack and plain programs. Pure. */
@NullMarked
package io.firn.detect.ruby;

import org.jspecify.annotations.NullMarked;

/** PHP apps: Laravel, Symfony and plain pages, behind a web server. Pure. */
@NullMarked
package io.firn.detect.php;

import org.jspecify.annotations.NullMarked;

/** Sites that are files alone, and the settings of file servers. Pure. */
@NullMarked
package io.firn.detect.web;

import org.jspecify.annotations.NullMarked;
